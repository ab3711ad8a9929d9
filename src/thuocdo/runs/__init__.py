"""One computation from definitions and data to tables and reports, with provenance."""

from typing import TYPE_CHECKING

from thuocdo.kernel.lazy import lazily

if TYPE_CHECKING:
    from thuocdo.runs.change_tables import ChangeAsked, change_parts_table
    from thuocdo.runs.claims import check_claims, check_text, in_its_sentence, verdict_word
    from thuocdo.runs.diagnoses import (
        lost_by_agency_table,
        lost_points_table,
        panel_of,
        path_headers,
        path_table,
        quality_table,
        target_sentences,
        target_table,
        waterfall_table,
        what_if_table,
    )
    from thuocdo.runs.files import write_table
    from thuocdo.runs.group_tables import GroupPage, group_page
    from thuocdo.runs.inference import (
        assumptions,
        rank_table,
        uncertainty_of,
    )
    from thuocdo.runs.profiles import (
        write_five_years,
        write_national,
        write_profile,
        write_profiles,
    )
    from thuocdo.runs.rankings import RankingPage, ranking
    from thuocdo.runs.scorebooks import measurements_of, score_file, scorebook_of
    from thuocdo.runs.sensitivities import Runs, sensitivity_table, sobol_table
    from thuocdo.runs.unit_comparisons import UnitComparison, compare_units

_ROOMS = {
    "change_tables": ("ChangeAsked", "change_parts_table"),
    "claims": ("check_claims", "check_text", "in_its_sentence", "verdict_word"),
    "diagnoses": (
        *("lost_by_agency_table", "lost_points_table", "panel_of", "path_headers", "path_table"),
        *("quality_table", "target_sentences", "target_table", "waterfall_table"),
        "what_if_table",
    ),
    "files": ("write_table",),
    "group_tables": ("GroupPage", "group_page"),
    "inference": ("assumptions", "rank_table", "uncertainty_of"),
    "sensitivities": ("Runs", "sensitivity_table", "sobol_table"),
    "unit_comparisons": ("UnitComparison", "compare_units"),
    "profiles": ("write_five_years", "write_national", "write_profile", "write_profiles"),
    "rankings": ("RankingPage", "ranking"),
    "scorebooks": ("measurements_of", "score_file", "scorebook_of"),
}
_HOMES = {name: module for module, names in _ROOMS.items() for name in names}

__all__ = [
    "ChangeAsked",
    "GroupPage",
    "RankingPage",
    "Runs",
    "UnitComparison",
    "assumptions",
    "change_parts_table",
    "check_claims",
    "check_text",
    "compare_units",
    "group_page",
    "in_its_sentence",
    "lost_by_agency_table",
    "lost_points_table",
    "measurements_of",
    "panel_of",
    "path_headers",
    "path_table",
    "quality_table",
    "rank_table",
    "ranking",
    "score_file",
    "scorebook_of",
    "sensitivity_table",
    "sobol_table",
    "target_sentences",
    "target_table",
    "uncertainty_of",
    "verdict_word",
    "waterfall_table",
    "what_if_table",
    "write_five_years",
    "write_national",
    "write_profile",
    "write_profiles",
    "write_table",
]


__getattr__ = lazily(__name__, _HOMES)
