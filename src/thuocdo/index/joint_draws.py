"""From joint estimates to draws by node: the form in which `propagate` wants them."""

import numpy as np

from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period


def normal_draws(joint: JointEstimates, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Normal draws (R, k) about the estimates, with exactly their joint covariance.

    A standard normal number g for each primary unit: value + g · influence has covariance
    influenceᵀ · influence, which is never formed.
    """
    noise = rng.standard_normal((draws, joint.influence.shape[0]))
    return joint.values + noise @ joint.influence


def spread_draws(joint: JointEstimates) -> np.ndarray:
    """The replicate estimates (R, k), spread so that their own variance is the design's.

    Replicates of a jackknife or of BRR are closer to, or further from, the estimate than a
    sample would be; `draw_scale` is what sets their squares right. Centred at the estimates.
    """
    if joint.draws is None:
        raise ValueError("these estimates carry no draws")
    factor = np.sqrt(joint.draw_scale * joint.draws.shape[0])
    return joint.values + factor * (joint.draws - joint.draws.mean(axis=0))


def by_node(
    joint: JointEstimates,
    array: np.ndarray,
    framework: str,
    period: Period | str,
    units: tuple[str | UnitId, ...],
) -> dict[str, np.ndarray]:
    """Columns of `array` (…, k), arranged as code of node → (…, units).

    Estimates of another framework or period, or of units not asked for, are left out; NaN
    stands for a unit that the sample has no estimate for.
    """
    place = {str(unit): at for at, unit in enumerate(units)}
    found: dict[str, np.ndarray] = {}
    for column, (name, path, unit, when) in enumerate(joint.keys):
        if name != framework or str(when) != str(period) or str(unit) not in place:
            continue
        code = path.removeprefix(framework).removeprefix("/")
        if code not in found:
            found[code] = np.full((*array.shape[:-1], len(place)), np.nan)
        found[code][..., place[str(unit)]] = array[..., column]
    return found
