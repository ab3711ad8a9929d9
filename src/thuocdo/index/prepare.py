"""What happens to a part's values before they enter the node above: fill, treat, normalise."""

import numpy as np

from thuocdo.catalog.documents import Normalise, Preparation
from thuocdo.index.impute import impute_group_mean, impute_mean, impute_median
from thuocdo.index.normalise import normalise
from thuocdo.index.treat import treat


def prepare(values: np.ndarray, rule: Preparation, regions: list[str | None]) -> np.ndarray:
    """Values (units,) of one node, as its definition says they enter the node above.

    The order is that of the OECD/JRC Handbook: impute, treat outliers, normalise. Group
    imputation fills with the mean of the unit's region.
    """
    filled = _impute(values, rule.impute, regions)
    if rule.treat:
        limits = rule.treat
        filled = treat(
            filled, limits.skew_limit, limits.kurtosis_limit, limits.max_winsorised, limits.log
        ).values
    direction = int(rule.direction)
    return normalise(
        filled, rule.normalise.method, direction, **rule_params(rule.normalise, direction)
    )


def changes_values(rule: Preparation) -> bool:
    """Whether `rule` does anything: most published scores enter as they are."""
    return not (
        rule.impute == "none"
        and rule.treat is None
        and rule.normalise.method == "none"
        and rule.direction == "1"
    )


def _impute(values: np.ndarray, how: str, regions: list[str | None]) -> np.ndarray:
    if how == "none":
        return values
    if how == "group_mean":
        return impute_group_mean(values, regions).values
    return {"mean": impute_mean, "median": impute_median}[how](values).values


def rule_params(rule: Normalise, direction: int) -> dict:
    """The parameters that `normalise` takes for `rule`, on values flipped by `direction`."""
    if rule.method == "zscore":
        return {"mean": rule.mean, "sd": rule.sd}
    if rule.method != "minmax":
        return {}
    params = {"low": rule.low, "high": rule.high, "clip": rule.clip}
    bounds = fixed_bounds(rule, direction)
    return params if bounds is None else params | {"bounds": bounds}


def fixed_bounds(rule: Normalise, direction: int) -> tuple[float, float] | None:
    """Goalposts (worst, best) after the flip of direction; None where they are observed."""
    if rule.min is None or rule.max is None:
        return None
    return (rule.min, rule.max) if direction == 1 else (-rule.max, -rule.min)
