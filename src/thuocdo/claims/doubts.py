"""Numbers that look like claims and probably are none."""

from thuocdo.catalog.framework import Framework
from thuocdo.claims.context import Line
from thuocdo.claims.facts import Fact
from thuocdo.claims.printed_numbers import read_printed
from thuocdo.kernel import Period

_IN_PERCENT = ("par_index", "sipas")
_LEAST_PAPI = 6  # the lowest possible total: less is the score of a part nobody named


def doubt(fact: Fact, line: Line, framework: Framework, node: str, year: int) -> str | None:
    """The code of the reason why a fact is probably not about that node, or None."""
    if line.is_target(fact.place):
        return "target"
    if line.is_of_other_subject(fact.place):
        return "other-subject"
    if line.respectively:
        return "respectively"
    if fact.field == "group":
        return None if framework.name in fact.text.labels else "no-group"
    if fact.field in ("score", "score_change"):
        return _doubtful_number(fact, line, framework, node, year)
    return None


def _doubtful_number(
    fact: Fact, line: Line, framework: Framework, node: str, year: int
) -> str | None:
    try:
        value = abs(float(read_printed(fact.text)))
    except ValueError:
        return "no-number"
    if line.is_percent(fact.place) and framework.name not in _IN_PERCENT:
        return "percent"
    if value > _maximum(framework, node, year):
        return "too-large"
    low = framework.name == "papi" and not node and value < _LEAST_PAPI
    return "part-unknown" if low and fact.field == "score" else None


def _maximum(framework: Framework, node: str, year: int) -> float:
    period = Period.parse(year)
    nodes = framework.on(period).nodes if framework.defines(period) else {}
    return nodes[node].scale_max if node in nodes else 100.0
