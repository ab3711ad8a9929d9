"""What to aim at: the least demanding improvements with which a unit reaches a goal."""

import math
from dataclasses import dataclass, replace

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo import diagnosis
from thuocdo.diagnosis import PathYear, Target, TargetStep, refusals
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.reports.tree_rows import numbered
from thuocdo.runs import target_sentences
from thuocdo.web.results.goals import (
    KINDS,
    MOST_YEARS,
    choices,
    goal_asked,
    goal_label,
    years_asked,
)
from thuocdo.web.results.located import Located, of_a_unit
from thuocdo.web.results.what_if_form import DIGITS, SET, shown
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

# A goal that nobody could have: the address is wrong, not the answer negative.
MISTAKES = {"goal-unknown", "group-unknown", "score-outside-scale"}


@dataclass(frozen=True, slots=True)
class Improvement:
    """One step of a target beside the score that it starts from."""

    code: str
    label: str
    now: float
    step: TargetStep


@dataclass(frozen=True, slots=True)
class Plan:
    """A goal worked out: what it takes, in one step and year by year."""

    label: str
    found: Target
    said: tuple[str, ...]
    steps: tuple[Improvement, ...]
    path: tuple[PathYear, ...]

    @property
    def settings(self) -> dict[str, str]:
        """The same improvements as “what if” is asked for them."""
        return {f"{SET}{each.code}": shown(_up(each.step.score)) for each in self.steps}


def _up(score: float) -> float:
    """Rounded upwards, so that the goal is still reached."""
    grain = 10**DIGITS
    return math.ceil(score * grain) / grain


@published
@require_safe
@of_a_unit
def target(request: HttpRequest, found: Located) -> HttpResponse:
    """The goal asked for, or the nearest one; why it is refused, where it is."""
    has_score = not np.isnan(found.place.score(""))
    offered = choices(found.place) if has_score else ()
    goal, years = goal_asked(request, offered), years_asked(request)
    label = goal_label(goal, offered)
    plan, refused = _attempt(found, goal, label, years)
    values = found.beginning() | {
        "has_score": has_score,
        "offered": offered,
        "kinds": KINDS,
        "most_years": MOST_YEARS,
        "goal": goal,
        "goal_name": label,
        "years": years,
        "plan": plan,
        "refused": refused,
    }
    wrong = any(problem.code in MISTAKES for problem in refused)
    return page(request, "results/target.html", values, 400 if wrong else 200)


def _attempt(
    found: Located, goal: str, label: str, years: int
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan, or why there is none."""
    if np.isnan(found.place.score("")):
        index = found.place.snapshot.tree.nodes[""]
        return None, refusals.withheld(found.place.name, index, found.place.period).problems
    if not goal:
        return None, ()
    try:
        return plan_of(found, goal, label, years), ()
    except RequestError as error:
        return None, error.problems


def plan_of(found: Located, goal: str, label: str, years: int) -> Plan:
    """What `goal` takes, called `label`. Raises `RequestError` where it cannot be aimed at."""
    made = diagnosis.target(found.panel, found.unit, found.period, goal)
    path = diagnosis.target_path(found.panel, found.unit, found.period, goal, years)
    nodes = {node.path: node for node in found.place.snapshot.tree.nodes.values()}
    steps = (
        Improvement(
            nodes[step.node].code,
            numbered(nodes[step.node]),
            found.place.score(nodes[step.node].code),
            step,
        )
        for step in made.steps
    )
    said = target_sentences(replace(made, goal=label))
    return Plan(label, made, said, tuple(steps), path if years > 1 else ())
