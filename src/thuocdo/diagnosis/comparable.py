"""Whether a node may be compared over several periods: every step in between must hold."""

from itertools import pairwise

from thuocdo.catalog.documents import Label
from thuocdo.diagnosis.panel import Panel
from thuocdo.kernel.period import Period

GONE = Label(vi="nội dung này thôi được đo", en="no longer measured")
UNDEFINED = Label(vi="kỳ trước chưa có định nghĩa", en="no definition of the period before")


def why_not(panel: Panel, code: str, start: Period, end: Period) -> Label | None:
    """Why node `code` is not comparable from `start` to `end`; None where it is.

    A scale that changes and changes back, or a node left out for a while, breaks the chain.
    """
    key = ("why_not", code, start, end)
    return panel.remember(key, lambda: _first_break(panel, code, start, end))


def _first_break(panel: Panel, code: str, start: Period, end: Period) -> Label | None:
    framework = panel.framework
    between = {*framework.periods, *panel.periods, start, end}
    chain = sorted(p for p in between if start <= p <= end and framework.defines(p))
    for before, now in pairwise(chain):
        if code not in framework.on(now).nodes:
            return GONE
        verdict = framework.comparability(code, now, before)
        if not verdict.comparable:
            return verdict.reason or UNDEFINED
    return None
