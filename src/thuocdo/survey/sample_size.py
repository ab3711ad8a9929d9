"""How many people to ask: margins of error, changes between years, and money.

An estimate from n answers out of N with design effect deff has the standard error
√(deff · V (1 - n/N)/n); the margin is z times that. Turned around (Cochran 1977,
chapter 4): n = n₀/(1 + n₀/N) with n₀ = deff · V (z/margin)². Clusters: Cochran 1977,
chapter 10; Kish 1965, chapter 5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import ceil, inf, sqrt

import polars as pl

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.survey.distributions import NORMAL


@dataclass(frozen=True, slots=True)
class Plan:
    """What is assumed before anybody is asked.

    `spread` is the variance of one answer: p(1 - p) of a proportion, σ² of a mean.
    `population` people in the unit (inf: very many), `response` the share of those approached
    who answer, `level` the confidence.
    """

    spread: float = 0.25
    design_effect: float = 1.0
    population: float = inf
    response: float = 1.0
    level: float = 0.95

    def __post_init__(self) -> None:
        if said := list(_impossible(self)):
            raise RequestError(Problem("sample-plan", text) for text in said)

    @property
    def z(self) -> float:
        """The normal quantile of the level, 1.96 at 95%."""
        return NORMAL.inv_cdf((1 + self.level) / 2)


@dataclass(frozen=True, slots=True)
class SampleSize:
    """`answers` needed, `approached` to get them, `margin` reached; `power` of a test or None."""

    answers: int
    approached: int
    margin: float
    power: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """Money to open one commune, one village in it, and to make one interview."""

    commune: float
    village: float
    interview: float


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Communes × villages in each × interviews in each village, and what follows from them."""

    communes: int
    villages: int
    interviews: int
    answers: int
    design_effect: float
    margin: float
    cost: float


def proportion_spread(p: float) -> float:
    """p(1 - p): greatest, 0.25, at one half. Raises `RequestError` outside 0 … 1."""
    if not 0 < p < 1:
        raise _refused(_("tỷ lệ dự kiến phải nằm giữa 0 và 1."))
    return p * (1 - p)


def margin_of(plan: Plan, answers: float) -> float:
    """The margin z √(deff · V (1 - n/N)/n) of n answers; 0 once everybody has answered."""
    if answers <= 0:
        raise _refused(_("số người trả lời phải lớn hơn 0."))
    left = max(0.0, 1 - answers / plan.population)
    return plan.z * sqrt(plan.design_effect * plan.spread * left / answers)


def size_for_margin(plan: Plan, margin: float) -> SampleSize:
    """The answers that give at most this margin: n₀/(1 + n₀/N), n₀ = deff · V (z/margin)²."""
    if not margin > 0:
        raise _refused(_("sai số cho phép phải lớn hơn 0."))
    answers = _whole(_corrected(plan, plan.design_effect * plan.spread * (plan.z / margin) ** 2))
    return SampleSize(answers, _approached(plan, answers), margin_of(plan, answers))


def size_for_change(
    plan: Plan,
    change: float,
    power: float | None = None,
    correlation: float = 0.0,
    before: float | None = None,
) -> SampleSize:
    """The answers in each of two years that tell a change of this size from chance.

    n₀ = deff · (V₁ + V₂ - 2ρ√(V₁V₂)) ((z + z_power)/change)²: `before` is V₁ of the first year
    (default: the same), ρ the correlation of the two estimates, 0 where the samples are drawn
    anew. Without `power` the margin of the change equals the change, which is then found only
    half the time (the usual two-sample normal formula). `margin` is that of the change.
    """
    if not change > 0 or not -1 < correlation < 1 or (power is not None and not 0.5 <= power < 1):
        raise _refused(_("thay đổi phải lớn hơn 0, tương quan nằm giữa −1 và 1, lực kiểm định từ "
                         "0,5 đến dưới 1."))  # fmt: skip
    first = plan.spread if before is None else before
    both = first + plan.spread - 2 * correlation * sqrt(first * plan.spread)
    reach = plan.z + (NORMAL.inv_cdf(power) if power else 0.0)
    answers = _whole(_corrected(plan, plan.design_effect * both * (reach / change) ** 2))
    margin = margin_of(plan, answers) * sqrt(both / plan.spread)
    return SampleSize(answers, _approached(plan, answers), margin, power)


def yamane(population: float, margin: float) -> SampleSize:
    """Yamane's (1967) n = N/(1 + N e²), as it is: the worst proportion (one half), 95.45%
    confidence (z = 2), a simple random sample (deff 1), everybody answers.
    """
    if not population >= 1 or not margin > 0:
        raise _refused(_("công thức Yamane cần số dân từ 1 và sai số lớn hơn 0."))
    answers = _whole(
        1 / margin**2 if population == inf else population / (1 + population * margin**2)
    )
    plan = Plan(population=population, level=2 * NORMAL.cdf(2) - 1)
    return SampleSize(answers, answers, margin_of(plan, answers))


def cluster_effect(villages: int, interviews: int, rho_commune: float, rho_village: float) -> float:
    """1 + ρ₁(mk - 1) + ρ₂(k - 1): Kish's design effect of m villages × k interviews a commune.

    ρ₁ is the share of the variance between communes, ρ₂ between villages of a commune.
    """
    return 1 + rho_commune * (villages * interviews - 1) + rho_village * (interviews - 1)


def best_take(costs: Costs, rho_commune: float, rho_village: float) -> tuple[int, int]:
    """Villages a commune and interviews a village that cost least for a given precision.

    Minimises cost × variance, (c₁ + c₂m + c₃mk)(ρ₁ + ρ₂/m + ρ₃/(mk)) with ρ₃ = 1 - ρ₁ - ρ₂:
    k = √(c₂ρ₃/(c₃ρ₂)), m = √(c₁ρ₂/(c₂ρ₁)), the better of the whole numbers beside them. With
    ρ₂ = 0 one village a commune and k = √((c₁ + c₂)ρ₃/(c₃ρ₁)).
    """
    _check_costs(costs, rho_commune, rho_village)
    rest = 1 - rho_commune - rho_village
    if rho_village == 0:
        m, k = 1.0, sqrt((costs.commune + costs.village) * rest / (costs.interview * rho_commune))
    else:
        k = sqrt(costs.village * rest / (costs.interview * rho_village))
        m = sqrt(costs.commune * rho_village / (costs.village * rho_commune))
    m = 1.0 if m < 1 else m
    if m == 1 and rho_village:  # not even one village: communes and villages are opened together
        together = costs.commune + costs.village
        k = sqrt(together * rest / (costs.interview * (rho_commune + rho_village)))
    return min(
        ((a, b) for a in _beside(m) for b in _beside(k)),
        key=lambda take: _one_commune(costs, *take)
        * cluster_effect(*take, rho_commune, rho_village) / (take[0] * take[1]),
    )  # fmt: skip


def fieldwork(
    plan: Plan,
    costs: Costs,
    rho_commune: float,
    rho_village: float = 0.0,
    margin: float | None = None,
    budget: float | None = None,
) -> Fieldwork:
    """The cheapest field work for a margin, or the most precise one for a budget.

    The design effect of clusters is multiplied by that of the plan (unequal weights). Answers
    cost money; those who do not answer are in the price of an interview.
    """
    if (margin is None) == (budget is None):
        raise _refused(_("cho sai số cần đạt hoặc ngân sách, một trong hai."))
    villages, interviews = best_take(costs, rho_commune, rho_village)
    effect = plan.design_effect * cluster_effect(villages, interviews, rho_commune, rho_village)
    clustered = Plan(plan.spread, effect, plan.population, plan.response, plan.level)
    take, price = villages * interviews, _one_commune(costs, villages, interviews)
    if margin is not None:
        communes = max(2, ceil(size_for_margin(clustered, margin).answers / take))
    elif (communes := int(budget // price)) < 2:
        raise _refused(_("ngân sách không đủ cho hai xã: không ước lượng được sai số."))
    answers = communes * take
    reached = margin_of(clustered, answers)
    return Fieldwork(communes, villages, interviews, answers, effect, reached, communes * price)


def purposes(
    plan: Plan,
    margin: float,
    size: int | None = None,
    communes: int | None = None,
    share: bool = True,
) -> Iterator[tuple[str, SampleSize, int]]:
    """What one may want: a label, the size it takes, and how many times that is to be asked.

    `share` says that a proportion is estimated: then Yamane's formula is shown too. Within one
    of `communes` a simple sample is assumed, which is the least that it takes.
    """
    if share:
        yield _("công thức Yamane (tham khảo)"), yamane(plan.population, margin), 1
    simple = replace(plan, design_effect=1.0)
    yield _("mẫu ngẫu nhiên đơn giản"), size_for_margin(simple, margin), 1
    yield _("toàn bộ, có hệ số thiết kế"), size_for_margin(plan, margin), 1
    if communes:
        each = replace(simple, population=max(1.0, plan.population / communes))
        label = _("từng xã, đủ {n} xã (mẫu đơn giản trong xã)").format(n=communes)
        yield label, size_for_margin(each, margin), communes
    if size is not None:
        given = SampleSize(size, _approached(plan, size), margin_of(plan, size))
        yield _("cỡ mẫu đã cho"), given, 1


def purpose_table(wanted: Iterable[tuple[str, SampleSize, int]]) -> pl.DataFrame:
    """One row a purpose: answers, people to approach, answers in all, margin, power."""
    rows = [
        (label, size.answers, size.approached, size.answers * times, size.margin, size.power)
        for label, size, times in wanted
    ]
    names = ("purpose", "answers", "approached", "in_all", "margin", "power")
    return pl.DataFrame(rows, names, orient="row", schema_overrides={"power": pl.Float64})


def _corrected(plan: Plan, n0: float) -> float:
    """n₀/(1 + n₀/N): fewer where a good part of everybody is asked."""
    return n0 / (1 + n0 / plan.population)


def _approached(plan: Plan, answers: int) -> int:
    return _whole(answers / plan.response)


def _whole(size: float) -> int:
    """Rounded up, but not for the rounding of the machine; one at the least."""
    return max(1, ceil(size - 1e-9 * size))


def _beside(value: float) -> tuple[int, ...]:
    return tuple({max(1, int(value)), max(1, ceil(value))})


def _one_commune(costs: Costs, villages: int, interviews: int) -> float:
    return costs.commune + villages * (costs.village + interviews * costs.interview)


def _check_costs(costs: Costs, rho_commune: float, rho_village: float) -> None:
    if costs.commune < 0 or costs.village < 0 or not costs.interview > 0:
        raise _refused(_("chi phí không được âm, chi phí một phỏng vấn phải lớn hơn 0."))
    if rho_village and not costs.village > 0:
        raise _refused(_("cần chi phí một thôn lớn hơn 0 khi thôn có tương quan nội bộ."))
    if not 0 < rho_commune < 1 or not 0 <= rho_village < 1 or rho_commune + rho_village >= 1:
        raise _refused(
            _("tương quan nội bộ của xã phải lớn hơn 0, của thôn không âm, tổng dưới 1.")
        )


def _impossible(plan: Plan) -> Iterator[str]:
    if not 0 < plan.spread < inf:
        yield _("phương sai của một câu trả lời phải lớn hơn 0.")
    if not 0 < plan.design_effect < inf:
        yield _("hệ số thiết kế phải lớn hơn 0.")
    if not plan.population >= 1:
        yield _("số dân phải từ 1 trở lên.")
    if not 0 < plan.response <= 1:
        yield _("tỷ lệ trả lời phải lớn hơn 0 và không quá 1.")
    if not 0 < plan.level < 1:
        yield _("độ tin cậy phải nằm giữa 0 và 1.")


def _refused(text: str) -> RequestError:
    return RequestError(Problem("sample-plan", text))
