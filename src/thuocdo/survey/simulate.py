"""A simulated survey like PAPI: data, code book, measure file and the truth behind them.

Số liệu mô phỏng: nobody answered these questions. For teaching, tests and benchmarks, where
it matters that the true value of every province is known. The same seed gives the same data.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.load import framework
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.survey.simulate_answers import (
    VILLAGE_SD,
    People,
    Questionnaire,
    answer,
    filler,
    questionnaire,
    truth,
)
from thuocdo.survey.simulate_codebook import codebook, measure_text
from thuocdo.survey.simulate_sample import (
    Villages,
    adults,
    draw_villages,
    interviews,
    provinces,
    weights,
)
from thuocdo.survey.simulate_spread import LatentEffects, TrueScores, published_spread

MOST_COMMUNES = 25
LAST_YEAR = {63: 2024, 34: 2025}
DEFINED = "2024"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many provinces and people; `communes` drawn straight from each, None as PAPI does."""

    count: int
    respondents: int
    communes: int | None

    @property
    def districts(self) -> bool:
        """Whether communes are drawn within drawn districts."""
        return self.communes is None and self.count == 63


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedSurvey:
    """`data` one row a respondent; `codebook` one row a column; `measures` YAML text.

    `truth` has the true value of each indicator (year, province, indicator, node, value),
    `effects` the latent effect of each province on each node.
    """

    data: pl.DataFrame
    codebook: pl.DataFrame
    measures: str
    truth: pl.DataFrame
    effects: pl.DataFrame


def simulate_survey(
    count: int = 63,
    respondents: int = 19_311,
    questions: int = 550,
    indicators: int = 130,
    years: int = 1,
    seed: int = 1,
    communes: int | None = None,
) -> SimulatedSurvey:
    """Simulate `years` independent yearly samples of `count` (63 or 34) provinces.

    The last year is 2024 for 63 provinces, 2025 for 34. The sample is drawn as PAPI's; with
    `communes` that many are drawn straight from each province, twice as many from the largest.
    Raises `RequestError` for numbers that cannot be.
    """
    plan = Plan(count, respondents, communes)
    _check(plan, years)
    rng = np.random.default_rng(seed)
    tree = framework("papi").on(Period.parse(DEFINED))
    nodes = tuple(code for code, node in tree.nodes.items() if not node.parts)
    asked = _questionnaire(nodes, indicators, questions, rng)
    scores = TrueScores(published_spread(nodes), count, rng)
    latent = LatentEffects(asked.indicators, tree, nodes)
    parts = []
    for year in range(LAST_YEAR[count] - years + 1, LAST_YEAR[count] + 1):
        effect = latent.of(scores.now())
        data = _one_year(year, plan, asked, effect, nodes, rng)
        parts.append(
            (data, _truth(year, count, asked, effect, nodes), _effects(year, count, effect, nodes))
        )
        scores.pass_a_year()
    data, truths, effects = (pl.concat(tables) for tables in zip(*parts, strict=True))
    text = measure_text(asked, count, years, LAST_YEAR[count], DEFINED)
    return SimulatedSurvey(data, codebook(asked, data.columns), text, truths, effects)


def _questionnaire(nodes, indicators: int, questions: int, rng) -> Questionnaire:
    try:
        return questionnaire(nodes, indicators, questions, rng)
    except ValueError as error:
        message = _("{questions} câu hỏi không đủ cho {indicators} chỉ tiêu.")
        text = message.format(questions=questions, indicators=indicators)
        hint = _("Tăng số câu hỏi hoặc giảm số chỉ tiêu.")
        raise RequestError(Problem("simulation-size", text, hint=hint)) from error


def _check(plan: Plan, years: int) -> None:
    count, respondents = plan.count, plan.respondents
    if count not in LAST_YEAR:
        message = _("chỉ mô phỏng 63 tỉnh (đến 2024) hoặc 34 tỉnh (2025), không phải {n}.")
        raise RequestError(Problem("simulation-provinces", message.format(n=count)))
    if plan.communes is not None and not 3 <= plan.communes <= MOST_COMMUNES:
        message = _("rút thẳng được từ 3 đến {most} xã mỗi tỉnh, không phải {n}.")
        text = message.format(most=MOST_COMMUNES, n=plan.communes)
        raise RequestError(Problem("simulation-communes", text))
    least = 40 * count if plan.communes is None else 5 * plan.communes * count
    if respondents < least:
        message = _("{n} người trả lời quá ít cho {count} tỉnh.")
        hint = _("Ít nhất {least}: mỗi thôn được chọn ít nhất 2 người.")
        text = message.format(n=respondents, count=count)
        raise RequestError(Problem("simulation-size", text, hint=hint.format(least=least)))
    if years < 1 or (count == 34 and years > 1):
        message = _("34 tỉnh chỉ có từ 2025: mô phỏng được một năm.")
        raise RequestError(Problem("simulation-years", message))


def _one_year(year, plan: Plan, asked: Questionnaire, effect, nodes, rng) -> pl.DataFrame:
    villages = draw_villages(plan.count, rng, plan.communes)
    taken = interviews(villages, plan.respondents, rng)
    village = np.repeat(np.arange(villages.count), taken)
    people = People(villages.province[village], village, rng.standard_normal(village.size))
    weight = weights(villages, taken, adults(provinces(plan.count)), rng)
    columns = _who(year, plan, villages, village, weight, rng)
    local = rng.normal(0, VILLAGE_SD, (villages.count, len(nodes)))
    at = {node: i for i, node in enumerate(nodes)}
    for each in asked.asked:
        q = at[each.node]
        codes = answer(each, people, effect[:, q], local[:, q], rng)
        columns[each.column] = _skipped(codes, columns.get(each.base) if each.base else None)
    for name in asked.fillers:
        columns[name] = pl.Series(filler(village.size, rng))
    return pl.DataFrame(columns)


def _skipped(codes: np.ndarray, filter_: pl.Series | None) -> pl.Series:
    """Answers, blank where the filter before the question was not answered with 1."""
    series = pl.Series(codes)
    return series if filter_ is None else series.set(filter_ != 1, None)


def _who(year, plan: Plan, villages: Villages, village, weight, rng) -> dict[str, pl.Series]:
    """Columns that are not answers."""
    n = village.size
    codes = np.array([unit.code for unit in provinces(plan.count)])
    other = villages.other[village]
    province = codes[villages.province[village]]
    seat, rest = ("commune", "district") if plan.districts else ("village", "commune")
    ids = {"district": villages.district, "commune": villages.commune,
           "village": np.arange(1, villages.count + 1)}  # fmt: skip
    # In the seat, taken with certainty, the units one stage down are the primary ones.
    psu = np.where(other == 1, ids[rest][village], 100_000 + ids[seat][village])
    columns = {
        "respondent": 1_000_000 * (year - 2000) + np.arange(1, n + 1),
        "year": np.full(n, year, dtype=np.int16),
        "province": province,
        "stratum": np.char.add(province, np.where(other == 1, "-other", "-seat")),
        **{name: ids[name][village].astype(np.int32) for name in ids},
        "psu": psu.astype(np.int32),
        "weight": weight,
        "sex": rng.integers(1, 3, n).astype(np.int8),
        "age": rng.integers(18, 80, n).astype(np.int8),
        "ethnic": (1 + (rng.random(n) < 0.15)).astype(np.int8),
    }
    if not plan.districts:
        del columns["district"]
    return {name: pl.Series(values) for name, values in columns.items()}


def _truth(year, count, asked: Questionnaire, effect, nodes) -> pl.DataFrame:
    codes = [unit.code for unit in provinces(count)]
    rows = []
    for indicator, items in asked.indicators.items():
        q = nodes.index(items[0].node)
        value = np.mean([truth(item, effect[:, q]) for item in items], axis=0)
        rows.append(
            pl.DataFrame({"province": codes, "value": value}).with_columns(
                year=pl.lit(year), indicator=pl.lit(indicator), node=pl.lit(items[0].node)
            )
        )
    return pl.concat(rows).select("year", "province", "indicator", "node", "value")


def _effects(year, count, effect, nodes) -> pl.DataFrame:
    codes = [unit.code for unit in provinces(count)]
    wide = pl.DataFrame(dict(zip(nodes, effect.T, strict=True)))
    wide = wide.with_columns(year=pl.lit(year), province=pl.Series(codes))
    return wide.unpivot(index=["year", "province"], variable_name="node", value_name="effect")
