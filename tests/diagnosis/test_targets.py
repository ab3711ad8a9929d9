"""A target, applied as what-if, is reached; without any one of its steps it is missed."""

import numpy as np
import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.diagnosis import target, target_path, what_if
from thuocdo.diagnosis.gains import gains_from
from thuocdo.index.scorebook import score
from thuocdo.kernel import RequestError

LABELS = ["cao nhất", "trung bình cao", "trung bình thấp", "thấp nhất"]

CASES = [
    ("02", "2024", "score:46.96"),
    ("02", "2024", "rank:10"),
    ("02", "2024", "rank+1"),
    ("02", "2024", "group:cao-nhat"),
    ("02", "2024", "region-rank:2"),
    ("80", "2023", "group:trung-binh-cao"),
    ("80", "2022", "group:trung-binh-cao"),
    ("34", "2019", "rank+1"),
    ("34", "2019", "group:cao nhất"),
    ("93", "2021", "rank:5"),
    ("93", "2016", "score:37,5"),
    ("91", "2024", "rank:20"),
]


def reached(goal: str, found) -> bool:
    kind, _, text = goal.partition(":")
    if kind == "score":
        return found.score_after >= float(text.replace(",", ".")) - 1e-9
    if kind == "rank":
        return found.rank_after <= int(text)
    if kind == "rank+1":
        return found.rank_after <= found.rank_before - 1
    named = {"cao-nhat": "cao nhất", "trung-binh-cao": "trung bình cao"}
    wanted = LABELS.index(named.get(text, text))
    return LABELS.index(found.group_after) <= wanted


def applied(panel, unit, period, steps):
    return what_if(panel, unit, period, {step.node: step.score for step in steps})


def region_rank(panel, unit, period, reached_score) -> int:
    table = panel.book.filter(period=period, node="papi").drop_nulls("score")
    region = table.filter(unit=unit)["region"].item()
    others = table.filter(pl.col("region") == region, pl.col("unit") != unit)
    return 1 + others.filter(pl.col("score") > reached_score + 1e-9).height


@pytest.mark.parametrize(("unit", "period", "goal"), CASES)
def test_a_target_is_reached_and_every_step_is_needed(papi, unit, period, goal):
    found = target(papi, unit, period, goal)
    assert found.reachable and found.steps

    def enough(steps):
        after = applied(papi, unit, period, steps)
        if goal.startswith("region-rank"):
            return region_rank(papi, unit, period, after.score_after) <= int(goal[-1])
        return reached(goal, after)

    assert enough(found.steps)
    for step in found.steps:
        assert not enough([other for other in found.steps if other is not step])


@pytest.mark.parametrize(("unit", "period", "goal"), CASES)
def test_no_step_leaves_the_scale_or_what_was_ever_done(papi, unit, period, goal):
    found, place = target(papi, unit, period, goal), papi.at(unit, period)
    for step in found.steps:
        code = step.node.removeprefix("papi/")
        gains = gains_from(papi, place, code)
        assert step.score <= place.snapshot.tree.nodes[code].scale_max + 1e-12
        assert 0 < step.gain <= gains.changes[-1] + 1e-12
        assert step.observed == gains.observed and 0 <= step.percentile <= found.demand <= 100


@pytest.mark.parametrize(("unit", "period", "goal"), CASES[:4])
def test_one_percentile_less_would_not_do(papi, unit, period, goal):
    """The highest percentile is the least possible: with every leaf at p − 1 it is missed."""
    found, place = target(papi, unit, period, goal), papi.at(unit, period)
    below = int(np.ceil(found.demand)) - 2
    total = place.score("") + sum(
        min(gains_from(papi, place, code).at(max(below, 0)),
            place.snapshot.tree.nodes[code].scale_max - place.score(code))
        for code in place.snapshot.leaves
    )  # fmt: skip
    assert total < found.needed_score


def test_evidence_is_the_third_of_all_changes_that_began_nearest(papi):
    place = papi.at("02", "2024")
    changes = papi.book.filter(node="papi/6.3").drop_nulls("change")
    assert gains_from(papi, place, "6.3").observed == -(-changes.height // 3)


def test_percentiles_agree_with_numpy(papi):
    gains = gains_from(papi, papi.at("02", "2024"), "1.1")
    for p in (0, 12.5, 50, 93, 100):
        expected = max(np.quantile(gains.changes, p / 100), 0)
        assert gains.at(p) == pytest.approx(expected, abs=1e-12)


def test_what_nobody_ever_did_is_said_to_be_out_of_reach(papi):
    found = target(papi, "02", "2024", "score:79")
    assert not found.reachable and found.best_score < 79
    after = applied(papi, "02", "2024", found.steps)
    assert after.score_after == pytest.approx(found.best_score, abs=1e-9)
    assert any("không đạt được" in caveat for caveat in found.caveats)


def test_a_relative_goal_says_so(papi):
    assert "Mục tiêu tương đối" in target(papi, "02", "2024", "rank:10").caveats[0]
    assert "tương đối" not in " ".join(target(papi, "02", "2024", "score:46.96").caveats)


def test_when_the_unit_itself_moves_the_cut_more_is_needed_than_the_cut(papi):
    """2019: 63 units, the cut lies between two of them; the printed cut would not do."""
    found = target(papi, "34", "2019", "group:cao nhất")
    cut = np.quantile(papi.book.filter(period="2019", node="papi")["score"].to_numpy(), 0.75)
    assert found.needed_score > cut
    assert any("Điểm cắt" in caveat for caveat in found.caveats)
    assert what_if(papi, "34", "2019", {"": float(cut)}).group_after != "cao nhất"
    assert what_if(papi, "34", "2019", {"": found.needed_score}).group_after == "cao nhất"


def test_targets_of_a_weighted_index(pci):
    for goal in ("rank:20", "score:65", "group:Tốt"):
        found = target(pci, "02", "2016", goal)
        everything = applied(pci, "02", "2016", found.steps)
        assert found.reachable and everything.score_after >= found.needed_score - 1e-9
        for step in found.steps:
            rest = [other for other in found.steps if other is not step]
            assert applied(pci, "02", "2016", rest).score_after < found.needed_score - 1e-9


def test_targets_of_a_geometric_index(mini):
    for unit in mini.on("2023").units[:8]:
        try:
            found = target(mini, unit, "2023", "group:cao")
        except RequestError as error:
            assert error.problems[0].code == "target-reached"
            continue
        after = applied(mini, unit, "2023", found.steps)
        assert after.score_after == pytest.approx(found.best_score, abs=1e-9)
        if found.reachable:
            assert after.group_after == "cao"
            for step in found.steps:
                rest = [other for other in found.steps if other is not step]
                assert applied(mini, unit, "2023", rest).group_after != "cao"


class TestPaths:
    def test_a_path_ends_at_the_goal_in_equal_steps(self, papi):
        path = target_path(papi, "02", "2024", "score:46.96", 3)
        assert [year.period for year in path] == ["2025", "2026", "2027"]
        assert path[-1].score == 46.96
        assert len({round(year.gain, 9) for year in path}) == 1

    def test_the_share_is_of_units_that_ever_did_it(self, papi):
        year = target_path(papi, "02", "2024", "score:46.96", 1)[0]
        able, seen = set(), set()
        for row in papi.book.filter(node="papi").drop_nulls("change").iter_rows(named=True):
            seen.add(row["unit"])
            width = 72 if row["max_score"] == 80 else 54
            if row["change"] / width * 72 >= year.gain - 1e-9:
                able.add(row["unit"])
        assert (year.units, year.share) == (len(seen), len(able) / len(seen))

    def test_needs_a_year(self, papi):
        with pytest.raises(RequestError, match="ít nhất 1 kỳ"):
            target_path(papi, "02", "2024", "rank:10", 0)


class TestWhatIf:
    def test_totals_ranks_and_groups_are_those_of_a_changed_scorebook(self, papi):
        table = bundled.measurements("papi").filter(period="2023")
        here = (pl.col("unit") == "80") & pl.col("node").is_in(["papi/2.2", "papi/6.3"])
        changed = table.with_columns(value=pl.when(here).then(2.4).otherwise(pl.col("value")))
        row = score(papi.framework, changed).filter(unit="80", node="papi").row(0, named=True)
        found = what_if(papi, "80", "2023", {"papi/2.2": 2.4, "basic_infrastructure": 2.4})
        assert found.score_after == pytest.approx(row["score"], abs=1e-9)
        assert (found.rank_after, found.group_after) == (row["rank"], row["group"])
        assert found.ranked_units == 61 and found.rank_before == 46

    def test_no_change_changes_nothing(self, papi):
        found = what_if(papi, "80", "2023", {})
        assert (found.score_before, found.rank_before) == (found.score_after, found.rank_after)

    def test_in_partial_data_the_total_moves_but_nobody_is_ranked(self, pci):
        place = next(
            place
            for unit in pci.on("2021").units
            if not np.isnan((place := pci.at(unit, "2021")).snapshot.score[:, place.index]).any()
        )
        old = place.score("transparency")
        found = what_if(pci, place.unit, "2021", {"transparency": old + 0.5})
        assert found.score_after - found.score_before == pytest.approx(1.0, abs=1e-9)
        assert found.rank_after is None and found.ranked_units is None
