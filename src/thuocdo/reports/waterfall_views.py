"""The views of waterfalls and of lost points. See `views.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a waterfall; `reason` where it is not a comparable change of one node."""

    label: str
    amount: float
    comparable: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WaterfallView:
    """From `start` to `end` in steps that add up."""

    start_label: str
    start: float
    steps: tuple[StepView, ...]
    end_label: str
    end: float


@dataclass(frozen=True, slots=True)
class LossRow:
    """A leaf beside a reference; `holder`: the unit or period whose score that is."""

    node: str
    code: str
    name: str
    score: float
    reference: float
    lost: float
    holder: str | None


@dataclass(frozen=True, slots=True)
class LossView:
    """Points lost `against` a reference, called `name`: at the index and at each leaf.

    `fall` is None where the reference at each node is another's, so that they do not add up.
    """

    against: str
    name: str
    reference: float | None
    lost: float | None
    fall: WaterfallView | None
    leaves: tuple[LossRow, ...]
