"""Reports: charts, the profile of a unit, the national report, the five-year report.

Views say what a report says; `html` lays them out. Names load when first used.
"""

from typing import TYPE_CHECKING

from thuocdo.kernel.lazy import lazily

if TYPE_CHECKING:
    from thuocdo.reports.excel import profile_workbook
    from thuocdo.reports.five_year import five_year_view
    from thuocdo.reports.html import five_year_html, national_html, profile_html, render_profile
    from thuocdo.reports.national import national_view
    from thuocdo.reports.profile import profile_view
    from thuocdo.reports.views import ProfileView
    from thuocdo.reports.wide_views import FiveYearView, NationalView
    from thuocdo.reports.word import lost_points_docx

_HOMES = {
    "FiveYearView": "wide_views",
    "NationalView": "wide_views",
    "ProfileView": "views",
    "five_year_html": "html",
    "five_year_view": "five_year",
    "national_html": "html",
    "national_view": "national",
    "profile_html": "html",
    "lost_points_docx": "word",
    "profile_view": "profile",
    "profile_workbook": "excel",
    "render_profile": "html",
}

__all__ = [
    "FiveYearView",
    "NationalView",
    "ProfileView",
    "five_year_html",
    "five_year_view",
    "lost_points_docx",
    "national_html",
    "national_view",
    "profile_html",
    "profile_view",
    "profile_workbook",
    "render_profile",
]


__getattr__ = lazily(__name__, _HOMES)
