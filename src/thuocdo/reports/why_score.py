"""Why a score is what it is: measured, put together, or carried over a merger."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from thuocdo import units
from thuocdo.catalog.documents import Preparation
from thuocdo.catalog.framework import NodeInForce
from thuocdo.catalog.words import word
from thuocdo.diagnosis.formula import Formula, Measured, Origin, ScoreOrigin, Term
from thuocdo.diagnosis.panel import Place
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, percent, plain, signed
from thuocdo.kernel.tables import Status
from thuocdo.reports.formulas import formula_text
from thuocdo.reports.tree_rows import numbered
from thuocdo.reports.why_views import FormulaView, MeasuredView, ScoreReason, TermView
from thuocdo.units.rebasing import WEIGHT_YEAR


@dataclass(frozen=True, slots=True)
class _Case:
    """A score that is to be explained, shown with so many decimals."""

    place: Place
    node: NodeInForce
    origin: ScoreOrigin
    digits: int

    def shown(self, value: float) -> str:
        return decimal(value, self.digits)

    def names(self, terms: tuple[Term, ...]) -> str:
        return "; ".join(_name(self.place, term.of) for term in terms)


def score_reason(place: Place, node: NodeInForce, origin: ScoreOrigin, digits: int) -> ScoreReason:
    """How the score of a unit at `node` came to be, in the reader's language."""
    case = _Case(place, node, origin, digits)
    formula, people = origin.formula, origin.origin is Origin.MEMBERS
    if origin.origin is Origin.NOWHERE:
        formula, people = origin.members or origin.parts, origin.members is not None
    checked = origin.parts if origin.parts is not formula else None
    return ScoreReason(
        tuple(_said(case)),
        _view(case, formula, people) if formula else None,
        _measured(origin.measured) if origin.measured else None,
        _view(case, checked, False) if checked and not np.isnan(checked.result) else None,
    )


def _said(case: _Case) -> Iterator[str]:
    origin = case.origin
    yield from _SAID[origin.origin](case)
    if origin.preparation and origin.origin is not Origin.NOWHERE:
        yield from _prepared(case, origin.preparation)
    if origin.parts and origin.origin in (Origin.MEASURED, Origin.MEMBERS):
        yield _checked(case, origin.parts)


def _of_measurement(case: _Case) -> Iterator[str]:
    measured = case.origin.measured
    if measured.status == Status.PUBLISHED:
        text = _("Đo trực tiếp: {value} là số đơn vị công bố đưa ra, không gộp từ thành phần.")
    else:
        text = _("Đo trực tiếp: {value} ({status}), không gộp từ thành phần.")
    yield text.format(value=case.shown(measured.value), status=word(measured.status))


def _of_members(case: _Case) -> Iterator[str]:
    text = _(
        "Quy đổi, không phải điểm công bố: bình quân điểm của {n} đơn vị hợp thành, trọng số là "
        "dân số trung bình năm {year} (nghìn người)."
    )
    yield text.format(n=len(case.origin.members.terms), year=WEIGHT_YEAR)


def _of_parts(case: _Case) -> Iterator[str]:
    parts = case.origin.parts
    yield {
        "sum": _("Tổng điểm của {n} thành phần."),
        "arithmetic": _("Bình quân có trọng số của {n} thành phần."),
        "geometric": _("Trung bình nhân có trọng số của {n} thành phần."),
        "harmonic": _("Trung bình điều hoà có trọng số của {n} thành phần."),
        "power": _("Trung bình luỹ thừa có trọng số của {n} thành phần."),
    }[parts.aggregate].format(n=len(parts.terms))
    if parts.factor != 1:
        yield _("Kết quả nhân với hệ số {factor}.").format(factor=plain(parts.factor))
    if parts.lacking:
        text = _("Thiếu {names}: trọng số chia lại cho các thành phần có điểm.")
        yield text.format(names=case.names(parts.lacking))
    if any(term.imputed for term in parts.terms):
        yield _("Giá trị có dấu † được điền theo quy tắc, không phải điểm của đơn vị.")


def _of_nothing(case: _Case) -> Iterator[str]:
    origin = case.origin
    yield _("Không có điểm. Không công bố không phải là 0 điểm.")
    if origin.measured:
        yield _("Số đo không được công bố.")
    elif origin.members:
        text = _("Không quy đổi được: thiếu số liệu của {names}.")
        yield text.format(names=case.names(origin.members.lacking))
    elif origin.target:
        yield f"{origin.target.reason[:1].upper()}{origin.target.reason[1:]}."
    if origin.parts:
        yield from _missing_parts(case, origin.parts)
    elif case.node.parts:
        yield _("Cách gộp từ thành phần chưa được công bố nên không tính thay được.")


def _missing_parts(case: _Case, parts: Formula) -> Iterator[str]:
    if not parts.lacking:
        yield _("Cách gộp này không nhận các giá trị của thành phần: có giá trị không dương.")
        return
    text = _("Thiếu {missing} trong {n} thành phần: {names}.")
    names = case.names(parts.lacking)
    yield text.format(missing=len(parts.lacking), n=len(parts.terms), names=names)
    if parts.missing == "withhold":
        yield _("Theo định nghĩa, thiếu một thành phần thì không có điểm.")
    else:
        text = _("Theo định nghĩa, cần ít nhất {share} trọng số thì mới có điểm.")
        yield text.format(share=percent(parts.min_share))


_SAID = {
    Origin.MEASURED: _of_measurement,
    Origin.MEMBERS: _of_members,
    Origin.PARTS: _of_parts,
    Origin.NOWHERE: _of_nothing,
}


def _checked(case: _Case, parts: Formula) -> str:
    made = parts.result
    if np.isnan(made):
        return _("Không tính lại được từ các thành phần để đối chiếu: thiếu điểm thành phần.")
    text = _("Tính lại từ các thành phần để đối chiếu được {made}, lệch {difference}.")
    difference = signed(case.origin.raw - made, case.digits)
    return text.format(made=case.shown(made), difference=difference)


def _prepared(case: _Case, rule: Preparation) -> Iterator[str]:
    text = _("Giá trị {raw} được xử lý theo định nghĩa ({steps}) thành điểm {score}.")
    steps = [_("đổi chiều: thấp hơn là tốt hơn")] if rule.direction == "-1" else []
    steps += [_("thu giá trị ngoại lai")] if rule.treat else []
    if rule.normalise.method != "none":
        steps.append(_("chuẩn hoá {method}").format(method=rule.normalise.method))
    if steps:
        raw, score = case.shown(case.origin.raw), case.shown(case.origin.score)
        yield text.format(raw=raw, score=score, steps="; ".join(steps))


def _measured(row: Measured) -> MeasuredView:
    value = None if np.isnan(row.value) else row.value
    return MeasuredView(value, word(row.status), row.source, row.se, row.n)


def _view(case: _Case, formula: Formula, people: bool) -> FormulaView:
    terms = tuple(_term(case.place, term, people) for term in formula.terms)
    alike = len({term.weight for term in formula.terms}) < 2 and not people
    heading = _("Dân số {year} (nghìn người)").format(year=WEIGHT_YEAR)
    name = heading if people else None if alike else _("Trọng số")
    return FormulaView(formula_text(formula, case.digits), terms, name)


def _term(place: Place, term: Term, people: bool) -> TermView:
    value = None if np.isnan(term.value) else term.value
    where = {"unit": term.of} if people else {"code": term.of}
    return TermView(_name(place, term.of), value, term.weight, **where, imputed=term.imputed)


def _name(place: Place, of: str) -> str:
    tree = place.snapshot.tree
    if of in tree.nodes:
        return numbered(tree.nodes[of])
    return units.registry().unit(UnitId.parse(of)).name_on(tree.framework.territory(place.period))
