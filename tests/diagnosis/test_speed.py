"""Sixty-three profiles must be a matter of seconds."""

import time

from thuocdo.diagnosis import (
    Reference,
    distance,
    explain_change,
    explain_gap,
    lost_by_agency,
    lost_points,
    node_quality,
    peers,
    region_mates,
    target,
    target_path,
    traits,
)


def everything(papi, unit: str) -> None:
    for against in Reference:
        lost_points(papi, unit, "2023", against, group="cao nhất", peers=["46"])
    explain_change(papi, unit, "2022", "2023")
    for other in ("median", "mean", "46"):
        explain_gap(papi, unit, "2023", other)
    for node in ("", *"12345678"):
        distance(papi, unit, "2023", node)
    peers(papi, unit, "2023")
    region_mates(papi, unit, "2023")
    traits(papi, unit, "2023")
    node_quality(papi, "2023")
    target(papi, unit, "2023", "score:50")
    target_path(papi, unit, "2023", "score:50", 3)
    lost_by_agency(papi, unit, "2023")


def test_a_whole_diagnosis_takes_under_150_milliseconds(papi):
    everything(papi, "02")  # fills what is remembered of the periods
    start = time.perf_counter()
    for unit in ("80", "34", "01", "11"):
        everything(papi, unit)
    assert (time.perf_counter() - start) / 4 < 0.15
