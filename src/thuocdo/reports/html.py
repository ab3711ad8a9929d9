"""Views laid out as one HTML file each: no script, no network, styles inside."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import LEVEL
from thuocdo.index.uncertain import UncertainScores
from thuocdo.kernel import numerals
from thuocdo.kernel.language import _, language
from thuocdo.kernel.period import Period
from thuocdo.reports import figures
from thuocdo.reports.chances import JointErrors
from thuocdo.reports.figures import Figure
from thuocdo.reports.five_year import five_year_view
from thuocdo.reports.national import national_view
from thuocdo.reports.profile import profile_view
from thuocdo.reports.sentences import significance
from thuocdo.reports.views import ProfileView
from thuocdo.reports.wide_views import FiveYearView, NationalView


def profile_html(
    panel: Panel,
    unit: str,
    period: str | Period,
    notice: str | None = None,
    level: float = LEVEL,
    errors: JointErrors | None = None,
) -> str:
    """The profile of a unit in a period. See `profile_view`."""
    return render_profile(profile_view(panel, unit, str(period), notice, level, errors))


def national_html(
    panel: Panel,
    period: str | Period,
    notice: str | None = None,
    level: float = LEVEL,
    scores: UncertainScores | None = None,
) -> str:
    """The national report of a period. See `national_view`."""
    return render_national(national_view(panel, str(period), notice, level, scores))


def five_year_html(
    panels: Sequence[Panel],
    unit: str,
    last_year: str | int | Period,
    notice: str | None = None,
    level: float = LEVEL,
    territory: date | None = None,
) -> str:
    """A unit at all indices in five years. See `five_year_view` for what it raises."""
    view = five_year_view(panels, unit, str(last_year), notice, level, territory)
    return render_five_year(view)


def render_profile(view: ProfileView) -> str:
    """The page of a profile."""
    return _render("profile.html", view.notice, view=view, figures=profile_figures(view))


def render_national(view: NationalView) -> str:
    """The page of a national report."""
    return _render("national.html", view.notice, view=view, figures=_national_figures(view))


def render_five_year(view: FiveYearView) -> str:
    """The page of a five-year report."""
    drawn = {
        index.head.framework: figures.trend_figure(
            index.years,
            view.last,
            _("Điểm {index} qua năm năm").format(index=index.head.abbreviation),
            f"trend-{index.head.framework}",
        )
        for index in view.indices
        if sum(year.score is not None for year in index.years) > 1
    }
    breaks = {i.head.framework: figures.break_numbers(i.years) for i in view.indices}
    return _render("five_year.html", view.notice, view=view, figures=drawn, breaks=breaks)


def css(name: str = "charts.css") -> str:
    """A style sheet of the reports: `charts.css` for the charts alone, `style.css` the page."""
    return (files("thuocdo.reports") / "styles" / name).read_text(encoding="utf-8")


def profile_figures(view: ProfileView) -> dict[str, Figure]:
    """The charts of a profile by the names that its template knows."""
    head = view.head
    index = f"{head.abbreviation} {head.period}"
    drawn = {
        "trend": figures.trend_figure(
            view.years, head.period, _("Điểm {index} qua các năm").format(index=head.abbreviation)
        ),
    }
    if any(row.median is not None for row in view.nodes):
        title = _("{unit} trong cả nước ở từng nội dung").format(unit=view.unit_name)
        drawn["ranges"] = figures.ranges_figure(view.nodes, title)
    if view.few:
        title = _("Bản đồ nhóm điểm {index}").format(index=index)
        drawn["map"] = figures.map_figure(head, view.marks, title)
    if view.few and any(mark.score is not None for mark in view.marks):
        title = _("Vị trí trên thang điểm {index}").format(index=index)
        drawn["strip"] = figures.strip_figure(view.marks, view.bands, title)
    return drawn | dict(_lost_figures(view)) | dict(_change_figures(view)) | dict(_doubts(view))


def _doubts(view: ProfileView):
    if view.chances:
        title = _("Xác suất thuộc từng nhóm của {unit}").format(unit=view.unit_name)
        yield "chances", figures.chances_figure(view.chances, title)
    if view.sources:
        title = _("Sai số của điểm {unit} đến từ đâu").format(unit=view.unit_name)
        yield "sources", figures.sources_figure(view.sources, title)
    if view.sources and view.sources.spread and view.standing.rank:
        title = _("Thứ hạng của {unit} khi tính lại").format(unit=view.unit_name)
        yield "spread", figures.spread_figure(view.standing.rank, view.sources.spread, title)


def _lost_figures(view: ProfileView):
    if view.losses is None:
        return
    if view.lost:
        title = _("Điểm mất theo nội dung, so với {reference}")
        title = title.format(reference=view.losses.name)
        yield "lost", figures.waterfall_figure(view.lost, title, "lost")
    if view.losses.leaves:
        title = _("Điểm mất theo nội dung thành phần")
        yield "leaves", figures.lost_leaves_figure(view.losses.leaves, title)


def _change_figures(view: ProfileView):
    if view.change:
        title = _("Thay đổi điểm theo nội dung")
        yield "change", figures.waterfall_figure(view.change, title, "change")
    if any(row.change is not None for row in view.leaves):
        title = _("Thay đổi điểm theo nội dung thành phần")
        yield "moves", figures.change_leaves_figure(view.leaves, title)


def _national_figures(view: NationalView) -> dict[str, Figure]:
    index = f"{view.head.abbreviation} {view.head.period}"
    drawn = {
        "map": figures.map_figure(
            view.head, view.marks, _("Bản đồ nhóm điểm {index}").format(index=index)
        )
    }
    if view.ranked:
        title = _("Các đơn vị trên thang điểm {index}").format(index=index)
        drawn["strip"] = figures.strip_figure(view.marks, view.bands, title)
    if view.ranged:
        title = _("Thứ hạng và khoảng, {index}").format(index=index)
        drawn["intervals"] = figures.intervals_figure(view.ranged, view.pairs, title)
    if view.pairs:
        title = _("So từng cặp đơn vị, {index}").format(index=index)
        drawn["pairs"] = figures.pairs_figure(view.pairs, title)
    if view.chances:
        title = _("Xác suất thuộc từng nhóm, {index}").format(index=index)
        drawn["chances"] = figures.chances_figure(view.chances, title)
    if any(spread.scores for spread in view.spreads):
        title = _("Phân bố điểm từng nội dung")
        drawn["spreads"] = figures.spreads_figure(view.spreads, title)
    return drawn


def _render(template: str, notice: str | None, **values: object) -> str:
    page = _environment().get_template(template)
    styles = _styles() + (_on_paper(notice) if notice else "")
    return page.render(lang=language(), styles=styles, notice=notice, **values)


def _on_paper(notice: str) -> Markup:
    """The notice in the margin of every sheet; each sign of it escaped for CSS."""
    signs = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in notice)
    return Markup(
        f'@media print {{ @page {{ @top-left {{ content: "{signs}"; width: 100%; '
        "font: bold 8.5pt sans-serif; text-align: left; } } }"
    )


@cache
def _styles() -> Markup:
    return Markup("\n".join(css(name) for name in ("style.css", "charts.css")))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("thuocdo.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    furnish(made)
    return made


def furnish(environment: Environment) -> None:
    """Give a template environment the words, numbers and charts that the pages use.

    `cite(text, node=…, unit=…, period=…)`, `to_unit(name, unit)` and `to_node(name, node)` leave
    a text as it is; a page of the site sets its own, which link to reasons, units and nodes, and
    its own `choose(section)`, which lets the reader choose what a section compares with.
    """
    environment.globals.update(_=_, break_numbers=figures.break_numbers)
    environment.globals.update(cite=_unlinked, to_unit=_unlinked, to_node=_unlinked, choose=_none)
    environment.filters.update(
        decimal=numerals.decimal,
        signed=numerals.signed,
        signed_whole=numerals.signed_whole,
        percent=numerals.percent,
        day=numerals.day,
        drawing=Markup,
    )
    environment.globals.update(rank_of=numerals.rank_of, significance=significance)


def _unlinked(text: str, *_about: str, **_more: str) -> str:
    return text


def _none(_section: str) -> str:
    return ""
