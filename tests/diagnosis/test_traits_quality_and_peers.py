"""What stands out, which nodes tell units apart, and who is alike: against plain loops."""

import numpy as np
import pytest

from thuocdo import units
from thuocdo.diagnosis import node_quality, peers, region_mates, traits
from thuocdo.diagnosis.comparable import why_not
from thuocdo.kernel import Period, RequestError
from thuocdo.kernel.identity import UnitId


def bottom_run(panel, unit: str, node: str, last: int) -> int:
    """Years running in the bottom quarter, counted by hand back to the last break."""
    tree, run = panel.framework, 0
    for year in range(last, 2010, -1):
        rows = panel.book.filter(node=node, period=str(year)).drop_nulls("score")
        own = rows.filter(unit=unit)["score"]
        if own.is_empty() or own.item() >= np.quantile(rows["score"].to_numpy(), 0.25) - 1e-9:
            return run
        run += 1
        now, before = Period.parse(year), Period.parse(year - 1)
        if not tree.comparability(node.removeprefix("papi/"), now, before).comparable:
            return run
    return run


def test_chronic_weaknesses_are_those_that_a_plain_loop_finds(papi):
    seen = 0
    for unit in ("02", "91", "11", "70", "01"):
        found = {t.node: t for t in traits(papi, unit, "2024", years=3) if t.kind == "chronic"}
        for code in list(papi.on("2024").row)[1:]:
            run = bottom_run(papi, unit, f"papi/{code}", 2024)
            trait = found.get(f"papi/{code}")
            assert (trait is not None) == (run >= 3), (unit, code, run)
            if trait:
                seen += 1
                assert (trait.years, trait.since) == (run, str(2024 - run + 1))
    assert seen > 10


def test_basic_infrastructure_of_ha_giang_is_weak_since_2020(papi):
    found = [t for t in traits(papi, "02", "2024") if t.node == "papi/6.3"]
    assert {(t.kind, t.years, t.since) for t in found} == {
        ("weakness", 5, "2020"), ("chronic", 5, "2020"), ("fell", 3, "2022"), ("falling", 3, "2022")
    }  # fmt: skip


def test_a_break_ends_a_run(papi):
    """5.3 has another scale since 2021: nothing there can have begun earlier."""
    for unit in papi.on("2024").units:
        if papi.at(unit, "2024").score("5.3") > 0:
            for trait in traits(papi, unit, "2024", years=2):
                if trait.node.startswith("papi/5"):
                    assert trait.since >= "2021" and trait.years <= 4


def test_falls_are_comparable_falls(papi):
    table = papi.book.filter(unit="80", period="2021")
    fallen = {row["node"] for row in table.iter_rows(named=True) if (row["change"] or 0) < 0}
    found = {t.node for t in traits(papi, "80", "2021") if t.kind == "fell"}
    assert found == fallen - {"papi"}
    assert not any(node.startswith("papi/5") for node in found)


def test_strengths_are_the_top_quarter(papi):
    table = papi.book.filter(period="2023").drop_nulls("score")
    for trait in traits(papi, "02", "2023"):
        if trait.kind == "strength":
            rows = table.filter(node=trait.node)
            cut = np.quantile(rows["score"].to_numpy(), 0.75)
            assert rows.filter(unit="02")["score"].item() >= cut - 1e-9


def test_partial_data_have_no_quarters_but_falls(pci):
    kinds = {t.kind for u in pci.on("2021").units for t in traits(pci, u, "2021")}
    assert kinds <= {"fell", "falling"}


def test_why_not_follows_every_period_between(papi):
    at = {p.year: p for p in papi.periods}
    assert why_not(papi, "6.1", at[2011], at[2024]) is None
    assert why_not(papi, "5.1", at[2019], at[2022]).vi == "thang điểm đã đổi"
    assert why_not(papi, "8.3", at[2018], at[2020]) is not None


class TestQuality:
    def test_left_out_nodes_agree_with_a_direct_computation(self, papi):
        table = papi.book.filter(period="2023").drop_nulls("score")
        wide = {key[0]: dict(zip(part["unit"], part["score"], strict=True))
                for key, part in table.partition_by("node", as_dict=True).items()}  # fmt: skip
        who = sorted(wide["papi"])
        total = np.array([wide["papi"][unit] for unit in who])

        def ranks(values):
            return np.array([1 + (values > value + 1e-9).sum() for value in values])

        for row in node_quality(papi, "2023")[1:]:
            own = np.array([wide[row.node][unit] for unit in who])
            moved = np.abs(ranks(total - own) - ranks(total))
            assert row.rank_changes == np.count_nonzero(moved)
            assert row.largest_rank_change == moved.max()
            assert row.correlation == pytest.approx(np.corrcoef(own, total - own)[0, 1], abs=1e-9)

    def test_spread_and_ceiling_are_relative_to_the_scale(self, papi):
        row = next(r for r in node_quality(papi, "2023") if r.node == "papi/8.3")
        scores = papi.book.filter(period="2023", node="papi/8.3")["score"].drop_nulls()
        assert row.units == scores.len()
        assert row.spread == pytest.approx(scores.std() / (10 / 3 - 1 / 3), abs=1e-12)
        assert row.at_maximum == 0

    def test_units_near_the_top_are_counted(self, mini):
        row = next(r for r in node_quality(mini, "2022") if r.node == "mini/b")
        scores = mini.book.filter(period="2022", node="mini/b")["score"]
        assert row.at_maximum == (scores >= 9.95).mean()

    def test_weights_go_to_the_siblings(self, pci):
        row = next(r for r in node_quality(pci, "2016") if r.node == "pci/transparency")
        parts = {c: pci.on("2016").score[pci.on("2016").row[c]] for c in pci.on("2016").leaves}
        rule = pci.on("2016").tree.nodes[""].composition
        weights = dict(zip(rule.parts, rule.part_weights, strict=True))
        rest = sum(weights[c] * parts[c] for c in parts if c != "transparency")
        expected = np.corrcoef(parts["transparency"], rest)[0, 1]
        assert row.correlation == pytest.approx(expected, abs=1e-9)

    def test_partial_data_discriminate_nothing(self, pci):
        rows = node_quality(pci, "2022")
        assert rows and all(row.correlation is None and row.rank_changes is None for row in rows)


class TestPeers:
    def test_distances_are_symmetric(self, papi):
        distances = {}
        for unit in ("02", "80", "34", "46", "01"):
            for peer in peers(papi, unit, "2023", k=62):
                distances[unit, peer.unit] = peer.distance
        for (a, b), d in distances.items():
            if (b, a) in distances:
                assert distances[b, a] == pytest.approx(d, abs=1e-9)

    def test_are_nearest_in_standardised_dimensions_and_log_population(self, papi):
        snapshot = papi.on("2023")
        rows = [snapshot.score[snapshot.row[str(d)]] for d in range(1, 9)]
        people = [units.population(UnitId.parse(i), 2020).thousand for i in snapshot.identities]
        z = np.array([(r - np.nanmean(r)) / np.nanstd(r) for r in [*rows, np.log(people)]])
        own = snapshot.column["02"]
        d = np.sqrt(((z - z[:, [own]]) ** 2).sum(axis=0))
        order = [i for i in np.argsort(d) if i != own and not np.isnan(d[i])][:5]
        found = peers(papi, "02", "2023")
        assert [p.unit for p in found] == [snapshot.units[i] for i in order]
        assert [p.distance for p in found] == pytest.approx([d[i] for i in order], abs=1e-9)

    def test_on_chosen_nodes_without_context(self, papi):
        found = peers(papi, "02", "2023", k=1, nodes=["papi/6.3"], context=())
        scores = papi.book.filter(period="2023", node="papi/6.3").drop_nulls("score")
        own = scores.filter(unit="02")["score"].item()
        gaps = {r["unit"]: abs(r["score"] - own) for r in scores.iter_rows(named=True)}
        gaps.pop("02")
        assert found[0].unit == min(gaps, key=gaps.get)

    def test_region_mates_are_the_rest_of_the_region(self, papi):
        found = region_mates(papi, "02", "2023")
        assert len(found) == 13 and all(p.distance is None for p in found)
        assert "Tuyên Quang" in {p.unit_name for p in found}

    def test_units_without_a_register_have_peers_by_score(self, mini):
        assert len(peers(mini, "u03", "2022", context=())) == 5
        with pytest.raises(RequestError, match="không thuộc vùng nào"):
            region_mates(mini, "u03", "2022")
