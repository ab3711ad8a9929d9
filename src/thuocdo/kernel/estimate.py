"""A number from a sample."""

from dataclasses import dataclass
from math import isfinite
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number from a sample, never without its uncertainty.

    `value` in the unit of what is measured, `se` its standard error (same unit, not
    negative), `n` the number of answers behind it, or None where that is not told.
    A published number without a standard error is not an `Estimate`.
    """

    value: float
    se: float
    n: int | None = None

    def __post_init__(self):
        if not (isfinite(self.value) and isfinite(self.se)) or self.se < 0:
            raise ValueError(f"not an estimate: value={self.value}, se={self.se}")

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The normal interval that covers at `level` (0 < level < 1)."""
        z = NormalDist().inv_cdf(0.5 + level / 2)
        return self.value - z * self.se, self.value + z * self.se
