"""What weights cost, and whether a few respondents speak for all.

Kish (1965), Survey Sampling 11.7; Kish (1992), Journal of Official Statistics 8: weights that
have nothing to do with the answers raise a variance by 1 + cv², so that n answers are worth
(Σw)² / Σw². Respondents of weight 0 are not counted.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class WeightDiagnostics:
    """A summary of weights; `extreme` counts those above `multiple` times the median."""

    count: int
    total: float
    smallest: float
    median: float
    largest: float
    design_effect: float
    effective_n: float
    extreme: int
    multiple: float
    top_share: float
    negative: int

    @property
    def cv(self) -> float:
        """Coefficient of variation of the weights."""
        return float(np.sqrt(max(self.design_effect - 1, 0.0)))


def weight_diagnostics(
    weights: np.ndarray, multiple: float = 5.0, top: float = 0.01
) -> WeightDiagnostics:
    """Design effect of weighting, effective n, extreme weights, share of the `top` heaviest.

    The heaviest 1 % are at least one respondent. `negative` weights come from linear
    calibration without bounds; they are counted like the others.
    """
    weights = np.asarray(weights, dtype=float)
    used = np.sort(weights[weights != 0])
    if used.size == 0:
        raise ValueError("no respondent has a weight")
    total, median = used.sum(), float(np.median(used))
    effective = total**2 / (used**2).sum()
    heaviest = max(int(np.ceil(top * used.size)), 1)
    return WeightDiagnostics(
        count=used.size,
        total=float(total),
        smallest=float(used[0]),
        median=median,
        largest=float(used[-1]),
        design_effect=float(used.size / effective),
        effective_n=float(effective),
        extreme=int((used > multiple * median).sum()),
        multiple=multiple,
        top_share=float(used[-heaviest:].sum() / total),
        negative=int((used < 0).sum()),
    )
