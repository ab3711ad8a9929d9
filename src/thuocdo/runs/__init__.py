"""One computation from definitions and data to tables, with provenance."""

from thuocdo.runs.files import write_table
from thuocdo.runs.ranking import RankingPage, ranking
from thuocdo.runs.scorebooks import measurements_of, score_file, scorebook_of

__all__ = [
    "RankingPage",
    "measurements_of",
    "ranking",
    "score_file",
    "scorebook_of",
    "write_table",
]
