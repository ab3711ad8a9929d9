"""What a new edition changed in numbers that were already published."""

import polars as pl

KEY = ["node", "unit", "period"]
SMALLEST = 1e-9  # below this two scores differ only by the order of additions


def corrections(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Rows of both scorebooks whose score or rank differs, or that only one of them has.

    Columns: node, unit, unit_name, period, old_score, new_score, old_rank, new_rank.
    """
    columns = [*KEY, "unit_name", "score", "rank"]
    both = old.select(columns).join(
        new.select(columns), on=KEY, how="full", coalesce=True, suffix="_new"
    )
    moved = ((pl.col("score") - pl.col("score_new")).abs() > SMALLEST).fill_null(False)
    appeared = pl.col("score").is_null() != pl.col("score_new").is_null()
    ranked = pl.col("rank").ne_missing(pl.col("rank_new"))
    return both.filter(moved | appeared | ranked).select(
        *KEY,
        pl.coalesce("unit_name_new", "unit_name").alias("unit_name"),
        old_score="score",
        new_score="score_new",
        old_rank="rank",
        new_rank="rank_new",
    )
