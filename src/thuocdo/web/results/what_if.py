"""What if: other scores at some nodes of a unit, all other units as they were."""

from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo import diagnosis
from thuocdo.diagnosis import WhatIf, refusals
from thuocdo.index.rank import TIE
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.reports.country import group_steps
from thuocdo.web.results.located import Located, of_a_unit
from thuocdo.web.results.what_if_form import Form, form_of
from thuocdo.web.site.pages import page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What changed scores would make of the index: groups named for the reader, and the units
    that would be passed (or, where `rose` is false, that would pass) with their scores.
    """

    found: WhatIf
    groups: tuple[str | None, str | None]
    passed: tuple[tuple[str, float], ...]

    @property
    def change(self) -> float:
        """New score less the published one."""
        return self.found.score_after - self.found.score_before

    @property
    def rose(self) -> bool:
        """Whether the score rises."""
        return self.change > 0

    @property
    def places(self) -> int | None:
        """Places won (positive) or lost; None where there are no ranks."""
        before, after = self.found.rank_before, self.found.rank_after
        return None if before is None or after is None else before - after


# Not kept: there are as many pages as there are numbers to try.
@require_safe
@of_a_unit
def what_if(request: HttpRequest, found: Located) -> HttpResponse:
    """The form, and what comes of what was written into it."""
    form = form_of(found, request)
    problems = form.problems if form else ()
    outcome, refused = None, _refusal(found) if form is None else None
    if form and not problems:
        try:
            outcome = outcome_of(found, form)
        except RequestError as error:
            problems = error.problems
    values = found.beginning() | {
        "form": form,
        "outcome": outcome,
        "refused": refused,
        "problems": problems,
    }
    return page(request, "results/what_if.html", values, 400 if problems else 200)


def outcome_of(found: Located, form: Form) -> Outcome:
    """What comes of the scores in the form. Raises `RequestError` where they exclude another."""
    made = diagnosis.what_if(found.panel, found.unit, found.period, form.changes())
    names = group_steps(found.place.snapshot.tree, "")
    groups = (names.get(label, (None,))[0] for label in (made.group_before, made.group_after))
    ranked = made.rank_before is not None
    return Outcome(made, tuple(groups), tuple(_between(found, made)) if ranked else ())


def _between(found: Located, made: WhatIf) -> list[tuple[str, float]]:
    """The units whose scores lie between the old and the new score, best first."""
    snapshot = found.place.snapshot
    low, high = sorted((made.score_before, made.score_after))
    scores = snapshot.score[snapshot.row[""]]
    inside = np.flatnonzero((scores > low + TIE) & (scores < high - TIE))
    order = sorted(inside, key=lambda i: -scores[i])
    return [(snapshot.names[i], float(scores[i])) for i in order]


def _refusal(found: Located) -> Problem:
    """Why nothing can be tried: no score, or it is not known how the parts make it."""
    place = found.place
    index = place.snapshot.tree.nodes[""]
    if np.isnan(place.score("")):
        return refusals.withheld(place.name, index, place.period).problems[0]
    return refusals.not_composed(index, place.period).problems[0]
