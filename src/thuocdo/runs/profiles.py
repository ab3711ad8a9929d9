"""Reports written to files: profiles, the national report, five years of a unit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from thuocdo import reports
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import LEVEL, Uncertainty, uncertain_node
from thuocdo.index.score_errors import score_errors
from thuocdo.index.scorebook import ScoredPeriod, score_period_of
from thuocdo.index.uncertain import UncertainScores
from thuocdo.index.variance_shares import variance_shares
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period
from thuocdo.reports.chances import JointErrors
from thuocdo.reports.uncertain_views import RankSpread
from thuocdo.reports.views import ProfileView
from thuocdo.runs.diagnoses import panel_of
from thuocdo.runs.files import staged
from thuocdo.runs.inference import assumptions
from thuocdo.runs.scorebooks import carried_over, measurements_of, scorebook_of
from thuocdo.runs.sensitivities import sensitivity_table


@dataclass(frozen=True, slots=True)
class UncertainPanel:
    """A panel whose scorebook says how sure its ranks are, and what that rests on."""

    panel: Panel
    known: Uncertainty
    measurements: pl.DataFrame

    def scores(self, period: str) -> UncertainScores | None:
        """The scores of the index with their errors; None where these are not known."""
        made = self._scored(period)
        return _scores(made) if made else None

    def errors(self, period: str) -> JointErrors | None:
        """The errors of a period as a profile shows them; None where they are not known."""
        made = self._scored(period)
        scores = _scores(made) if made else None
        if scores is None:
            return None
        joint = self.known.joint.get(str(made.tree.period))
        if joint is None:
            return JointErrors(scores)
        errors = score_errors(made.tree, made.measured, joint)
        shares = variance_shares(made.tree.nodes[""], made.measured, errors)
        return JointErrors(scores, shares, *self._redone(made.tree.period, joint))

    def _scored(self, period: str) -> ScoredPeriod | None:
        when = Period.parse(period)
        if when not in self.panel.periods:
            return None
        return score_period_of(self.panel.framework, when, self.measurements, self.known)

    def _redone(self, period: Period, joint: JointEstimates):
        """Ranks computed again by unit, and what was redone; nothing where that cannot be."""
        try:
            table, said = sensitivity_table(
                self.panel.framework, self.measurements, period, joint=joint
            )
        except RequestError:
            return {}, ()
        ranked = table.filter(table["rank"].is_not_null())
        return {row["unit"]: _spread(row) for row in ranked.iter_rows(named=True)}, said


def _scores(made: ScoredPeriod) -> UncertainScores | None:
    try:
        return uncertain_node(made.scores, made.sampling, "") if made.tree.complete else None
    except RequestError:
        return None


def _spread(row: dict) -> RankSpread:
    ends = {"sample": "sample", "method": "rank", "both": "both"}
    return RankSpread(**{name: (row[f"{of}_05"], row[f"{of}_95"]) for name, of in ends.items()})


def uncertain_panel(
    index: str,
    known: Uncertainty,
    definitions: Path | None = None,
    data: Path | None = None,
    territory: date | None = None,
) -> UncertainPanel:
    """As `panel_of`, with ranges of ranks as far as `known` allows them."""
    definition = framework(index, definitions)
    measured = carried_over(definition, measurements_of(definition, data), territory)
    book = scorebook_of(definition, measured, known=known)
    return UncertainPanel(Panel.of(definition, book), known, measured)


def write_profile(
    panel: Panel,
    unit: str,
    period: str,
    html: Path | None = None,
    xlsx: Path | None = None,
    docx: Path | None = None,
    known: Uncertainty | None = None,
    errors: JointErrors | None = None,
) -> ProfileView:
    """The profile of a unit and period; written to each path that is given. `known` is what
    the ranges in the scorebook of the panel rest on, `errors` tell how sure the group is.
    """
    view = reports.profile_view(panel, unit, period, *_resting_on(known), errors)
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


def write_national(
    panel: Panel,
    period: str,
    path: Path,
    known: Uncertainty | None = None,
    scores: UncertainScores | None = None,
) -> None:
    """The report of a period over all units; `known` as in `write_profile`, `scores` of the
    index tell which units differ.
    """
    page = reports.national_html(panel, period, *_resting_on(known), scores)
    _write(path, page.encode())


def _resting_on(known: Uncertainty | None) -> tuple[str | None, float]:
    """The notice that must stand on every page, and the level."""
    return " ".join(assumptions(known)) or None, known.level if known else LEVEL


def write_five_years(
    made: UncertainPanel, unit: str, last: Period, path: Path, territory: date | None = None
) -> None:
    """The report of a unit over five years to `last`: all bundled indices, `made` among them.

    What the ranges of `made` rest on holds for that index alone, and the page says so.
    """
    own, known = made.panel.framework, bundled.bundled_names()
    names = known if own.name in known else (own.name, *known)
    panels = [
        made.panel if name == own.name else panel_of(name, territory=territory) for name in names
    ]
    notice, level = _resting_on(made.known)
    about = f"{own.document.abbreviation}: {notice}" if notice else None
    page = reports.five_year_html(panels, unit, last, about, level, territory)
    _write(path, page.encode())


def _write(path: Path, content: bytes) -> None:
    with staged(path.parent) as stage:
        (stage / path.name).write_bytes(content)
