"""Reports written to files: profiles, the national report, five years of a unit."""

from collections.abc import Callable
from pathlib import Path

from thuocdo import reports
from thuocdo.catalog import bundled
from thuocdo.diagnosis import Panel
from thuocdo.kernel.period import Period
from thuocdo.reports.views import ProfileView
from thuocdo.runs.diagnoses import panel_of
from thuocdo.runs.files import staged


def write_profile(
    panel: Panel,
    unit: str,
    period: str,
    html: Path | None = None,
    xlsx: Path | None = None,
    docx: Path | None = None,
) -> ProfileView:
    """The profile of a unit and period; written to each path that is given."""
    view = reports.profile_view(panel, unit, period)
    for path, make in (
        (html, lambda: reports.render_profile(view).encode()),
        (xlsx, lambda: reports.profile_workbook(view)),
        (docx, lambda: reports.lost_points_docx(view)),
    ):
        if path is not None:
            _write(path, make())
    return view


def write_profiles(
    panel: Panel, period: str, folder: Path, advance: Callable[[str], None] = lambda _unit: None
) -> tuple[str, ...]:
    """A page for every unit of `period` in `folder`, named by its code; the file names."""
    names = []
    for unit in panel.on(period).units:
        name = f"{panel.framework.name}_{period}_{unit.replace('@', '_')}.html"
        page = reports.render_profile(reports.profile_view(panel, unit, period))
        (folder / name).write_text(page, encoding="utf-8")
        names.append(name)
        advance(unit)
    return tuple(names)


def write_national(panel: Panel, period: str, path: Path) -> None:
    """The report of a period over all units."""
    _write(path, reports.national_html(panel, period).encode())


def write_five_years(unit: str, last: Period, path: Path) -> None:
    """The report of a unit over five years to `last`, all bundled indices."""
    panels = [panel_of(name) for name in bundled.bundled_names()]
    _write(path, reports.five_year_html(panels, unit, last).encode())


def _write(path: Path, content: bytes) -> None:
    with staged(path.parent) as stage:
        (stage / path.name).write_bytes(content)
