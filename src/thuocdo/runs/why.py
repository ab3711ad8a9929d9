"""The reasons of a number as lines of text, for who asks from the command line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from thuocdo.catalog import bundled
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, plain, rank_of
from thuocdo.reports.why import why
from thuocdo.reports.why_views import FormulaView, GroupReason, RankReason, Why
from thuocdo.runs.profiles import uncertain_panel
from thuocdo.runs.scorebooks import measurements_of


def why_of(
    index: str,
    unit: str,
    period: str,
    node: str = "",
    known: Uncertainty | None = None,
    definitions: Path | None = None,
    data: Path | None = None,
    territory: date | None = None,
) -> Why:
    """The reasons of the numbers of a unit at `node`; see `reports.why`."""
    known = known or Uncertainty()
    made = uncertain_panel(index, known, definitions, data, territory)
    measured = measurements_of(made.panel.framework, data)
    return why(made.panel, unit, period, node, measured, known.level)


def table_digest(index: str) -> str | None:
    """SHA-256 of the bundled table of measurements; None where none is bundled."""
    return bundled.provenance().get(index, {}).get("sha256")


def why_lines(view: Why, digest: str | None = None) -> Iterator[str]:
    """A heading stands alone, what is said of it is indented below; `digest` is that of the
    table of measurements.
    """
    yield f"{view.unit_name} – {view.node_name}, {view.head.abbreviation} {view.head.period}"
    for heading, lines in (
        (_("Điểm"), _score(view)),
        (_("Thứ hạng"), _rank(view.rank, view.digits)),
        (_("Hạng trong vùng"), _rank(view.region, view.digits) if view.region else ()),
        (_("Nhóm"), _group(view.group, view.digits) if view.group else ()),
        (_("Thay đổi so với kỳ trước"), view.change),
        (_("Căn cứ"), _basis(view, digest)),
    ):
        told = [f"  {line}" for line in lines]
        yield from ("", heading, *told) if told else ()


def _score(view: Why) -> Iterator[str]:
    if view.score is not None:
        known_top = view.max_score is not None and not np.isnan(view.max_score)
        top = f"/{plain(view.max_score)}" if known_top else ""
        yield f"{decimal(view.score, view.digits)}{top} ({view.status})"
    if view.se is not None:
        yield _("Sai số chuẩn {se}.").format(se=decimal(view.se, view.digits))
    yield from view.reason.said
    if view.reason.formula:
        yield from _formula(view.reason.formula, view.digits)
    if measured := view.reason.measured:
        yield _("Nguồn của số đo: {source}").format(source=measured.source)
    if view.reason.check:
        yield from _formula(view.reason.check, view.digits)
    if view.lost:
        yield view.lost


def _formula(formula: FormulaView, digits: int) -> Iterator[str]:
    if formula.text:
        yield formula.text
    for term in formula.terms:
        value = _("không công bố") if term.value is None else decimal(term.value, digits)
        weight = f"; {formula.weight_name}: {plain(term.weight)}" if formula.weight_name else ""
        yield f"  {term.name}: {value}{'†' if term.imputed else ''}{weight}"


def _rank(reason: RankReason, digits: int) -> Iterator[str]:
    if reason.rank is not None:
        text = _("Hạng {rank}.").format(rank=rank_of(reason.rank, reason.ranked_units))
        ends = _("khoảng {low}–{high}").format(low=reason.rank_low, high=reason.rank_high)
        yield f"{text[:-1]}, {ends}." if reason.rank_low is not None else text
    yield from reason.said
    for other in reason.beside:
        place = rank_of(other.rank, reason.ranked_units)
        yield f"  {'→' if other.own else ' '} {place} {other.name}: {decimal(other.score, digits)}"


def _group(reason: GroupReason, digits: int) -> Iterator[str]:
    yield from reason.said
    for band in reason.bands:
        lowest = band.lower is None
        text = _("{group}: còn lại, {n} đơn vị") if lowest else _("{group}: từ {lower}, {n} đơn vị")
        yield "  " + text.format(group=band.label, lower=decimal(band.lower, digits), n=band.size)


def _basis(view: Why, digest: str | None) -> Iterator[str]:
    for rule in view.rules:
        note = f" {rule.note}" if rule.note else ""
        yield f"{rule.title} ({rule.certainty}): {rule.source}{note}"
    for note in view.notes:
        yield f"{note.title}: {note.text}"
    if digest:
        text = _("Mã kiểm tra bảng số đo đi kèm (SHA-256): {digest}…")
        yield text.format(digest=digest[:12])
