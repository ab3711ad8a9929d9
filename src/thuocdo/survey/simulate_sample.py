"""Where simulated respondents live and with which weight: a sample drawn as PAPI's is.

63 provinces (to 2024): in each province 3 districts, 6 in the large and medium ones; the
seat of the province is always taken, the others by size (PPS); in each district the seat
commune and one other; in each commune the seat village and one other. 34 provinces (2025):
the first stage is gone, so 6 or 12 communes, the seat ward always taken, 2 villages in each.
So it is for 63 provinces too where a number of communes is asked for: PAPI's three districts
leave a province 2 degrees of freedom, with which hardly any two provinces can be told apart.
Sizes of districts, communes and villages are invented; populations of provinces are real.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from thuocdo import units
from thuocdo.units import Unit

# papi.org.vn, "PAPI chọn người trả lời phỏng vấn như thế nào" (reference/papi.md 1.4).
LARGE = frozenset({"01", "79"})
MEDIUM = frozenset({"38", "40", "75", "89"})
DAYS = {63: date(2024, 12, 31), 34: date(2025, 12, 31)}
POPULATION_YEAR = {63: 2020, 34: 2025}
ADULTS = 0.7
COMMUNES = 6
NON_RESPONSE = 0.15
SEAT_SIZE = 4.0  # a seat is larger than its neighbours; else its people would weigh nothing


@dataclass(frozen=True, slots=True)
class Villages:
    """Sampled villages, arrays (v,): province place, stratum (0 seat, 1 other), ids, odds.

    `chance` is the probability that the village was taken, `adults` live in it; `take` says
    how many interviews relative to other villages (1.5 in the two largest provinces).
    """

    province: np.ndarray
    other: np.ndarray
    district: np.ndarray
    commune: np.ndarray
    chance: np.ndarray
    adults: np.ndarray
    take: np.ndarray

    @property
    def count(self) -> int:
        """How many villages."""
        return self.province.size


def provinces(count: int) -> tuple[Unit, ...]:
    """The provinces of the right day, by code."""
    return units.units_on(DAYS[count])


def adults(found: tuple[Unit, ...]) -> np.ndarray:
    """Adults of each province (real populations, a fixed share of adults)."""
    year = POPULATION_YEAR[len(found)]
    known = [units.population(unit.id, year) for unit in found]
    return np.array([1000 * ADULTS * each.thousand for each in known])


def draw_villages(count: int, rng: np.random.Generator, communes: int | None = None) -> Villages:
    """Draw the villages of all provinces; with `communes` without districts, twice as many
    communes from the largest provinces.
    """
    found = provinces(count)
    people = adults(found)
    rows: list[tuple] = []
    draw = _two_stages(communes or COMMUNES) if communes or count == 34 else _three_stages
    biggest = set(np.argsort(-people)[:6])
    for place, unit in enumerate(found):
        many = unit.code in LARGE | MEDIUM if count == 63 else place in biggest
        take = 1.5 if unit.code in LARGE else 1.0
        for other, district, commune, chance, size in draw(people[place], many, rng):
            rows.append((place, other, district, commune, chance, size, take))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    columns[2], columns[3] = _ids(columns[0], columns[2]), _ids(*columns[:1], *columns[2:4])
    return Villages(*columns)


def _ids(*keys: np.ndarray) -> np.ndarray:
    """Numbers from 1 for each combination of keys."""
    return np.unique(np.column_stack(keys), axis=0, return_inverse=True)[1].ravel() + 1


def _three_stages(people: float, many: bool, rng):
    sizes = _sizes(people, int(rng.integers(9, 16)) + 8 * many, 0.5, rng)
    for d, chance_d in _seat_and_others(sizes, 6 if many else 3, rng):
        communes = _sizes(sizes[d], int(rng.integers(8, 20)), 0.4, rng)
        for c, chance_c in _seat_and_others(communes, 2, rng):
            for chance_v, size in _two_villages(communes[c], rng):
                yield int(d > 0), d, c, chance_d * chance_c * chance_v, size


def _two_stages(communes: int):
    def draw(people: float, many: bool, rng):
        sizes = _sizes(people, int(rng.integers(60, 130)), 0.5, rng)
        for c, chance_c in _seat_and_others(sizes, communes * (1 + many), rng):
            for chance_v, size in _two_villages(sizes[c], rng):
                yield int(c > 0), 0, c, chance_c * chance_v, size

    return draw


def _two_villages(people: float, rng):
    sizes = _sizes(people, int(rng.integers(5, 15)), 0.3, rng)
    for v, chance in _seat_and_others(sizes, 2, rng):
        yield chance, sizes[v]


def _sizes(total: float, parts: int, spread: float, rng) -> np.ndarray:
    sizes = rng.lognormal(0, spread, parts)
    sizes[0] *= SEAT_SIZE
    return total * sizes / sizes.sum()


def _seat_and_others(sizes: np.ndarray, wanted: int, rng) -> list[tuple[int, float]]:
    """The seat (place 0, chance 1) and `wanted` − 1 others by systematic PPS, with chances."""
    others = sizes[1:] / sizes[1:].sum() * (wanted - 1)
    chance = np.minimum(others, 1.0)
    edges = np.cumsum(chance)
    ticks = (rng.random() + np.arange(wanted - 1)) * edges[-1] / (wanted - 1)
    chosen = np.unique(np.searchsorted(edges, ticks))
    exact = np.minimum(chance * (wanted - 1) / edges[-1], 1.0)
    return [(0, 1.0), *((int(i) + 1, float(exact[i])) for i in chosen)]


def interviews(villages: Villages, respondents: int, rng) -> np.ndarray:
    """Interviews (v,) in each village, about `respondents` in all, two at least."""
    mean = respondents * villages.take / villages.take.sum()
    met = np.floor(mean + rng.random(villages.count)).astype(int)
    lost = rng.binomial(2, NON_RESPONSE, villages.count) - rng.binomial(2, NON_RESPONSE,
                                                                        villages.count)  # fmt: skip
    return np.maximum(2, met - lost)


def weights(villages: Villages, taken: np.ndarray, people: np.ndarray, rng) -> np.ndarray:
    """Weight of each respondent: inverse chance, noise of non-response, scaled to provinces."""
    at = np.repeat(np.arange(villages.count), taken)
    chance = villages.chance * np.minimum(1.0, taken / villages.adults)
    raw = rng.lognormal(0, 0.2, at.size) / chance[at]
    place = villages.province[at]
    return raw * (people / np.bincount(place, raw))[place]
