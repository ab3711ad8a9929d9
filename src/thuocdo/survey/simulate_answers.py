"""Simulated questions and the answers to them, with the truth behind each.

Every question has a latent value z = μ + province + village + load · person + noise (normal)
and thresholds; the code given is the lowest one plus the thresholds passed. So the true mean
of each province is known in closed form: the lowest code + Σ Φ((μ + province − t) / sd).
"""

from dataclasses import dataclass
from math import erf, sqrt

import numpy as np

DONT_KNOW, REFUSED = 88, 99
VILLAGE_SD, PERSON = 0.2, (0.2, 0.7)
# Out of every 20 indicators; the rest are shares.
KINDS = ("share",) * 11 + ("mean5",) * 4 + ("top2",) * 2 + ("mean10",) * 2 + ("items",)
# Codes from low to high, and where on the latent scale one passes to the next.
STEPS = {
    "share": (0, (0.0,)),
    "mean5": (1, (-1.5, -0.6, 0.3, 1.2)),
    "top2": (1, (-1.2, -0.2, 0.9)),
    "items": (1, (-1.2, -0.2, 0.9)),
    "mean10": (0, tuple(np.linspace(-2.2, 2.2, 10).tolist())),
    "filter": (0, (0.0,)),
}
# Nodes about a service that only some people used: the questions have a filter before them.
FILTERED = frozenset({"3.2", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `base` is the column of the filter before it; `reverse` writes codes
    from high to low in the questionnaire (1 best), which the measure file recodes.
    """

    column: str
    kind: str
    node: str
    indicator: str
    mean: float
    load: float
    dont_know: float
    refused: float
    base: str | None = None
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions in order: those behind indicators and their filters, then the others."""

    asked: tuple[Asked, ...]
    fillers: tuple[str, ...]

    @property
    def indicators(self) -> dict[str, list[Asked]]:
        """By indicator its questions."""
        found: dict[str, list[Asked]] = {}
        for each in self.asked:
            if each.indicator:
                found.setdefault(each.indicator, []).append(each)
        return found


def questionnaire(
    nodes: tuple[str, ...], indicators: int, questions: int, rng: np.random.Generator
) -> Questionnaire:
    """Spread `indicators` over `nodes` and fill up to `questions`. Raises `ValueError`."""
    asked: list[Asked] = []
    filters: dict[str, str] = {}
    spread = np.bincount(np.arange(indicators) % len(nodes), minlength=len(nodes))
    place = 0
    for node, count in zip(nodes, spread, strict=True):
        if node in FILTERED and count:
            filters[node] = _name(len(asked))
            asked.append(_ask(filters[node], "filter", node, "", rng))
        for i in range(count):
            kind, code = KINDS[place * 7 % len(KINDS)], f"d{node.replace('.', '')}{chr(97 + i)}"
            place += 1
            for _item in range(3 if kind == "items" else 1):
                name, base = _name(len(asked)), filters.get(node)
                asked.append(_ask(name, kind, node, code, rng, base, kind == "items"))
    if len(asked) > questions:
        raise ValueError(f"{indicators} indicators need {len(asked)} questions, not {questions}")
    return Questionnaire(tuple(asked), tuple(_name(i) for i in range(len(asked), questions)))


def _name(place: int) -> str:
    return f"q{place + 1:03d}"


def _ask(name, kind, node, indicator, rng, base=None, reverse=False) -> Asked:
    mean, load = rng.normal(0.1, 0.5), rng.uniform(*PERSON)
    return Asked(
        name, kind, node, indicator, mean, load, rng.uniform(0.01, 0.08), rng.uniform(0.0, 0.02),
        base, reverse,
    )  # fmt: skip


def truth(asked: Asked, effect: np.ndarray) -> np.ndarray:
    """True mean (P,) of the answers, or share of the top two codes, given province effects."""
    low, steps = STEPS[asked.kind]
    sd = sqrt(1 + VILLAGE_SD**2 + asked.load**2)
    passed = np.array([[_phi((asked.mean + e - t) / sd) for t in steps] for e in effect])
    return passed[:, -2] if asked.kind == "top2" else low + passed.sum(axis=1)


def _phi(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


@dataclass(frozen=True, slots=True)
class People:
    """Respondents: their province and village (n,), the general contentment of each (n,)."""

    province: np.ndarray
    village: np.ndarray
    content: np.ndarray


def answer(asked: Asked, people: People, effect: np.ndarray, local: np.ndarray, rng) -> np.ndarray:
    """Codes (n,) given to one question; `effect` by province, `local` by village."""
    z = asked.mean + rng.standard_normal(people.content.size)
    # Who needed a service says nothing of how good it was: the truth holds for those asked.
    if asked.kind != "filter":
        z += effect[people.province] + local[people.village] + asked.load * people.content
    low, steps = STEPS[asked.kind]
    code = (low + (z[:, None] > np.array(steps)).sum(axis=1)).astype(np.int8)
    if asked.kind in ("share", "filter"):
        code = np.where(code == 1, 1, 2).astype(np.int8)
    elif asked.reverse:
        code = (low + low + len(steps) - code).astype(np.int8)
    if asked.kind == "filter":
        return code
    chance = rng.random(z.size)
    code[chance < asked.dont_know] = DONT_KNOW
    code[chance > 1 - asked.refused] = REFUSED
    return code


def filler(size: int, rng) -> np.ndarray:
    """Codes (n,) given to a question that feeds no indicator."""
    code = rng.integers(1, int(rng.integers(3, 9)), size).astype(np.int8)
    chance = rng.random(size)
    code[chance < 0.04] = DONT_KNOW
    code[chance > 0.99] = REFUSED
    return code
