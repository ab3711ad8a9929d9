"""Usual mistakes in scores and changes. Each function looks for one.

It answers only when the mistake gives exactly what was said.
"""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from thuocdo.claims.case import Case
from thuocdo.claims.printed_numbers import in_prose, matches, read_printed, rounded, shown
from thuocdo.kernel import Period
from thuocdo.kernel.language import _

_DIGITS_OF_A_TYPO = 4  # with fewer, one digit apart is just another number
_DIGITS_OF_A_SCORE = 4


@dataclass(frozen=True, slots=True)
class Likely:
    """A likely cause: a stable code, and a sentence for the reader."""

    code: str
    text: str


# Scores


def other_year(case: Case, _field: str, said: str) -> Likely | None:
    """The score of another year; the nearest one."""
    printed = read_printed(said)
    periods = case.subject.framework.periods
    for year in sorted((p.year for p in periods), key=lambda year: abs(year - case.year)):
        row = case.row(year)
        if year != case.year and row and _tells(printed, row["score"], year == case.claim.previous):
            return Likely("other-year", _("Có thể là số của năm {year}.").format(year=year))
    return None


def _tells(printed: Decimal, score: float | None, likely: bool) -> bool:
    """Whether a printed number points to a score: 43,6 fits too many to mean one of them.

    With three digits only the `likely` score counts, and only when it rounds to just that.
    """
    digits = len(printed.as_tuple().digits)
    if score is None or digits < _DIGITS_OF_A_SCORE:
        return likely and digits == 3 and score is not None and rounded(score, printed) == printed
    return matches(printed, score)


def other_unit(case: Case, _field: str, said: str) -> Likely | None:
    """The score of a unit whose name shares a word: Bắc Giang and Bắc Ninh."""
    printed = read_printed(said)
    words = set(case.subject.row["unit_name"].split())
    for row in case.rows:
        near = row["unit"] not in case.subject.tokens and words & set(row["unit_name"].split())
        if near and _tells(printed, row["score"], likely=False):
            text = _("Có thể là số của {unit}.").format(unit=row["unit_name"])
            return Likely("other-unit", text)
    return None


def other_scale(case: Case, _field: str, said: str) -> Likely | None:
    """On ten points instead of a hundred, or the other way round: SIPAS 8,46 = 84,6 %."""
    ours, printed = case.subject.row["score"], read_printed(said)
    for power in (1, -1):
        if matches(printed.scaleb(power), ours):
            text = _("Có thể đã đổi thang: {said} là {same} trên thang của chỉ số.")
            same = in_prose(f"{printed.scaleb(power):f}")
            return Likely("other-scale", text.format(said=in_prose(said), same=same))
    return None


def typing_error(case: Case, _field: str, said: str) -> Likely | None:
    """One digit apart from ours."""
    ours, printed = case.subject.row["score"], read_printed(said)
    theirs, right = f"{printed:f}", f"{rounded(ours, printed):f}"
    digits = sum(mark.isdigit() for mark in theirs)
    apart = sum(a != b for a, b in zip(theirs, right, strict=False))
    if digits < _DIGITS_OF_A_TYPO or len(theirs) != len(right) or apart != 1:
        return None
    text = _("Chỉ khác một chữ số ({right}): có thể do gõ nhầm.").format(right=in_prose(right))
    return Likely("typing-error", text)


# The national mean


def blank_as_zero(case: Case, _field: str, said: str) -> Likely | None:
    """The mean with units or parts that were withheld counted as zero."""
    printed = read_printed(said)
    rows = case.rows
    for total in (sum(case.scores), _available(case)):
        if len(rows) > len(case.scores) and matches(printed, total / len(rows)):
            text = _("Bằng bình quân khi ô trống bị tính là 0 ({missing} đơn vị không có điểm).")
            missing = len(rows) - len(case.scores)
            return Likely("blank-as-zero", text.format(missing=missing))
    return None


def _available(case: Case) -> float:
    """The sum of all measured parts below the node, whoever they belong to."""
    claim = case.claim
    tree = case.subject.framework.on(Period.parse(claim.year))
    queue, leaves = [case.code], []
    while queue:
        node = tree.nodes[queue.pop()]
        queue.extend(node.parts)
        leaves += [] if node.parts else [node.path]
    rows = (row for leaf in leaves for row in case.shelf.year(claim.index, leaf, claim.year))
    return sum(row["score"] or 0.0 for row in rows)


def median_for_mean(case: Case, _field: str, said: str) -> Likely | None:
    """The median instead of the mean."""
    middle = median(case.scores)
    if not matches(read_printed(said), middle):
        return None
    return Likely("median", _("Đó là trung vị ({value}).").format(value=in_prose(shown(middle))))


# Changes


def opposite_sign(case: Case, field: str, said: str) -> Likely | None:
    """A fall told as a rise."""
    ours = _change(case, field)
    if ours is None or not matches(-read_printed(said), ours):
        return None
    text = _("Ngược chiều: thực tế tăng.") if ours > 0 else _("Ngược chiều: thực tế giảm.")
    return Likely("opposite-sign", text)


def relative_change(case: Case, field: str, said: str) -> Likely | None:
    """A change in per cent of last year's score told as points."""
    ours = _change(case, field)
    if ours is None or not matches(read_printed(said), 100 * ours / case.subject.before["score"]):
        return None
    return Likely("relative-change", _("Đó là tỷ lệ % so với năm trước, không phải số điểm."))


def of_rounded_scores(case: Case, field: str, said: str) -> Likely | None:
    """The difference of two rounded scores."""
    printed, ours = read_printed(said), _change(case, field)
    if ours is None:
        return None
    now, before = (
        rounded(row["score"], printed) for row in (case.subject.row, case.subject.before)
    )
    if now - before != printed:
        return None
    text = _("Bằng hiệu hai điểm đã làm tròn ({now} và {before}).")
    return Likely(
        "rounded-difference", text.format(now=in_prose(f"{now:f}"), before=in_prose(f"{before:f}"))
    )


def _change(case: Case, field: str) -> float | None:
    now, before = case.subject.row, case.subject.before
    column = {"score_change": "score", "rank_change": "rank"}[field]
    if not now or not before or now[column] is None or before[column] is None:
        return None
    change = now[column] - before[column]
    return change if column == "score" else -change
