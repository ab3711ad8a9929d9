"""The likely cause of a contradiction: which mistakes are looked for in which field."""

from thuocdo.claims import wrong_places, wrong_scores
from thuocdo.claims.case import Case
from thuocdo.claims.values import Scope
from thuocdo.claims.wrong_scores import Likely

_MEAN = (wrong_scores.blank_as_zero, wrong_scores.median_for_mean)
# The likeliest first.
_RULES = {
    "score": (
        wrong_scores.other_scale,
        wrong_scores.other_year,
        wrong_scores.other_unit,
        wrong_scores.typing_error,
    ),
    "rank": (wrong_places.rank_of_last_year,),
    "rank_of": (wrong_places.wrong_denominator,),
    "score_change": (
        wrong_scores.opposite_sign,
        wrong_scores.relative_change,
        wrong_scores.of_rounded_scores,
    ),
    "rank_change": (wrong_scores.opposite_sign, wrong_places.previous_rank),
    "region_rank": (wrong_places.rank_of_last_year,),
    "region_size": (wrong_places.wrong_region_size,),
    "group": (wrong_places.quartile_rule, wrong_places.group_of_last_year),
}


def likely(case: Case, field: str, said: str) -> Likely | None:
    """The likeliest reason why `said` contradicts our data; None when none fits.

    A cause is named only when it gives exactly what was said.
    """
    rules = _MEAN if case.claim.scope is Scope.NATIONAL_MEAN else _RULES[field]
    return next((found for rule in rules if (found := rule(case, field, said))), None)
