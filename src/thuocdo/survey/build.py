"""From the columns of a table to a `Design`, with every doubt about them told at once."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.build_checks import (
    check_fpc,
    check_missing,
    check_nested,
    check_weights,
    missing_columns,
)
from thuocdo.survey.design import Design, Stage

Names = str | Sequence[str | None] | None


def design(
    frame: pl.DataFrame,
    weights: str,
    strata: Names = None,
    units: Names = None,
    fpc: Names = None,
    nest: bool = True,
) -> Design:
    """The design of the sample in `frame`, from the names of its columns.

    `units`, `strata` and `fpc` go from the first stage down; a single name is the first
    stage, and None (or a shorter list) means none at that stage. Without `units` each row is
    its own unit. `fpc` counts the units of the stratum in the population (never a fraction).
    With `nest` unit ids are told apart by stratum; without it a unit found in two strata is
    an error. Raises `InputError` with all problems of the table.
    """
    stages = _by_stage(strata, units, fpc)
    _refuse(_unreadable(frame, weights, stages))
    w, problems = check_weights(frame[weights])
    _refuse(problems + check_missing(frame, [stage[:2] for stage in stages]))
    built, problems = _stages(frame, stages, nest)
    _refuse(problems)
    return Design(w, built)


def _unreadable(frame: pl.DataFrame, weights: str, stages) -> list[Problem]:
    """Why nothing else can be looked at: columns or rows that are not there."""
    wanted = [weights, *(name for stage in stages for name in stage if name)]
    problems = missing_columns(frame, wanted)
    if frame.is_empty():
        problems.append(Problem("no-rows", _("bảng không có dòng nào")))
    return problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _by_stage(strata: Names, units: Names, fpc: Names) -> list[tuple[str | None, ...]]:
    """(strata, units, fpc) of each stage; as many stages as the longest of the three."""
    lists = [_names(names) for names in (strata, units, fpc)]
    longest = max(1, *(len(names) for names in lists))
    padded = [names + [None] * (longest - len(names)) for names in lists]
    return list(zip(*padded, strict=True))


def _names(names: Names) -> list[str | None]:
    return [names] if isinstance(names, str) else list(names or ())


def _stages(frame, stages, nest) -> tuple[tuple[Stage, ...], list[Problem]]:
    """The stages as codes: strata within the unit above, units within their stratum."""
    above = np.zeros(frame.height, dtype=np.int64)
    above_labels: tuple[str, ...] = ()
    built, problems = [], []
    for depth, (strata, units, fpc) in enumerate(stages):
        strata_codes, strata_labels = above, above_labels or (_("cả mẫu"),)
        if strata:
            strata_codes, strata_labels = _within(above, frame[strata])
        if units is None:
            unit_codes, unit_labels = np.arange(frame.height), ()
        else:
            if not nest and depth == 0:
                problems += check_nested(frame[units], strata_codes, strata_labels)
            unit_codes, unit_labels = _within(strata_codes, frame[units])
        population = None
        if fpc:
            population, found = check_fpc(frame[fpc], strata_codes, unit_codes, strata_labels)
            problems += found
        built.append(Stage(strata_codes, unit_codes, population, strata_labels, unit_labels))
        above, above_labels = unit_codes, unit_labels
    return tuple(built), problems


def _within(outer: np.ndarray, column: pl.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Codes from 0 of the pairs (outer, column), and the text of the column for each."""
    inner = codes(column)
    pairs = outer * (int(inner.max()) + 1) + inner
    _values, first, pair_codes = np.unique(pairs, return_index=True, return_inverse=True)
    return pair_codes, tuple(column.gather(first).cast(pl.String).to_list())


def codes(column: pl.Series) -> np.ndarray:
    """Integers from 0 in the order of the values of `column`, which has none missing."""
    if not column.dtype.is_numeric():
        column = column.cast(pl.String)
    return column.rank("dense").to_numpy().astype(np.int64) - 1
