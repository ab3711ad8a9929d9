"""The five-year report of a unit: all its indices, year by year, breaks and gaps said."""

from collections.abc import Iterator, Sequence
from datetime import date

from thuocdo import units
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import LEVEL
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent
from thuocdo.kernel.period import Period
from thuocdo.reports import history, notes, tree_rows
from thuocdo.reports.country import Country, country_of, head_of
from thuocdo.reports.views import Note, Year
from thuocdo.reports.wide_views import FiveYearView, IndexYears

YEARS = 5


def five_year_view(
    panels: Sequence[Panel],
    unit: str,
    last: str | Period,
    notice: str | None = None,
    level: float = LEVEL,
    territory: date | None = None,
) -> FiveYearView:
    """`unit` (token or name) at every index of `panels` in the five years up to `last`.

    The territory is that of the end of `last`, or the one onto which the panels were carried
    over; an index without data of the unit is named, not left out. `notice` and `level` as in
    `profile_view`. Raises `UnitError` for a unit that did not exist then.
    """
    end = Period.parse(str(last))
    periods, day = _five(end), territory or end.end
    found = units.find_unit(unit, day)
    if not found.in_force_on(day):
        units.children(found.id, day)  # raises: says where the unit went
    indices = tuple(_indices(panels, found.id, periods))
    there = {index.head.framework for index in indices}
    return FiveYearView(
        unit_name=found.name_on(day),
        official_name=found.official_on(day),
        periods=tuple(str(period) for period in periods),
        uncertainty=_uncertainty(indices, level),
        indices=indices,
        absent=tuple(
            p.framework.document.abbreviation for p in panels if p.framework.name not in there
        ),
        succession=tuple(history.succession(found.id, day)),
        notes=(*_reading(), notes.version_note()),
        notice=notice,
    )


def _uncertainty(indices: Sequence[IndexYears], level: float) -> str:
    ranged = [index.head.abbreviation for index in indices if index.ranged]
    if not ranged:
        return _(
            "Số liệu công bố không kèm sai số chuẩn nên không nêu được khoảng thứ hạng. Không nối "
            "hai năm khi cách tính đã đổi."
        )
    text = _(
        "Trong ngoặc cạnh hạng của {indices} là khoảng thứ hạng: mỗi khoảng chứa thứ hạng đúng của "
        "đơn vị trong năm đó với xác suất {level}, tính riêng cho từng đơn vị và từng năm. Nơi "
        "không có ngoặc là chưa biết sai số chuẩn nên không nêu được khoảng. Không nối hai năm khi "
        "cách tính đã đổi."
    )
    return text.format(indices=", ".join(ranged), level=percent(level))


def _five(last: Period) -> tuple[Period, ...]:
    periods = [last]
    while len(periods) < YEARS:
        periods.insert(0, periods[0].previous)
    return tuple(periods)


def _indices(panels: Sequence[Panel], unit: UnitId, periods) -> Iterator[IndexYears]:
    for panel in panels:
        known = tuple(period for period in periods if period in panel.periods)
        if not known:
            continue
        years = tuple(_all_years(panel, str(unit), periods))
        if any(year.measured for year in years):
            country = country_of(panel, str(known[-1]))
            yield IndexYears(
                head=head_of(country),
                digits=2,
                years=years,
                dimensions=tuple(_dimensions(panel, str(unit), periods)),
                partial=_partial(panel, known),
                notes=tuple(notes.notes_of(country, with_map=False))[:2],
            )


def _all_years(panel: Panel, identity: str, periods) -> Iterator[Year]:
    """Every year of the five; one without any data of the index is an empty year."""
    known = tuple(period for period in periods if period in panel.periods)
    with_before = (known[0].previous, *known) if known[0].previous in panel.periods else known
    found = {year.period: year for year in history.years_of(panel, identity, with_before)}
    for period in periods:
        yield found.get(str(period)) or history.no_year(str(period))


def _dimensions(panel: Panel, identity: str, periods):
    """Scores at the nodes below the index, in the order of the last tree known."""
    known = [period for period in periods if period in panel.periods]
    tree = panel.snapshot(known[-1]).tree
    for node, depth in tree_rows.walk(tree):
        if depth > 1:
            continue
        scores = tuple(_score(panel, identity, period, node.code) for period in periods)
        if any(score is not None for score in scores):
            yield tree_rows.numbered(node), scores


def _score(panel: Panel, identity: str, period: Period, code: str) -> float | None:
    if period not in panel.periods:
        return None
    snapshot = panel.snapshot(period)
    column = snapshot.by_identity.get(identity)
    if column is None or code not in snapshot.row:
        return None
    score = float(snapshot.score[snapshot.row[code], column])
    return None if score != score else score  # noqa: PLR0124 - NaN


def _partial(panel: Panel, periods: Sequence[Period]) -> str | None:
    few = [str(period) for period in periods if not _complete(country_of(panel, str(period)))]
    if not few:
        return None
    return _(
        "Số liệu các năm {years} chỉ có một phần các đơn vị: không xếp hạng, chỉ nêu điểm tìm được."
    ).format(years=", ".join(few))


def _complete(country: Country) -> bool:
    return country.tree.complete


def _reading() -> Iterator[Note]:
    yield Note(
        _("Cách đọc"),
        _(
            "Thứ hạng luôn kèm mẫu số là số đơn vị có điểm của năm đó. Thay đổi chỉ nêu khi định "
            "nghĩa cho phép so sánh; dấu – là không có số liệu, không phải 0. Các bộ chỉ số khác "
            "nhau về thang điểm và cách đo, không cộng với nhau."
        ),
    )
