"""The fast engine straight from a Parquet file: only the columns needed, a few at a time.

Numbers keep the type of the file until they are multiplied by the weight; sums are float64.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.survey import fast

BLOCK_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class FileMeans:
    """Means by domain, with the labels of the domains: one tuple each, a value per column."""

    means: fast.UnitMeans
    domains: tuple[tuple, ...]


def means_from_parquet(
    path: Path,
    columns: Sequence[str],
    weights: str,
    strata: Sequence[str],
    unit: str,
    by: Sequence[str],
) -> FileMeans:
    """Means of numeric `columns` for each combination of `by`, blank where null or NaN.

    `strata` together name a stratum, `unit` a primary unit within it. Weights must be
    positive: see `build.design` for a reader that says what is wrong with a sample.
    """
    names = [*dict.fromkeys((*strata, unit, *by, weights))]
    many = _columns_at_a_time(path)
    keys = _read(path, [*names, *(name for name in columns[:many] if name not in names)])
    stratum = _codes(keys, strata)
    units = _codes(keys.with_columns(pl.Series("__stratum", stratum)), ["__stratum", unit])
    domain = _codes(keys, by)
    layout = fast.lay_out(stratum, units, domain, keys[weights].to_numpy())
    first = np.unique(domain, return_index=True)[1]
    labels = tuple(keys.select(by)[first].iter_rows())
    blocks = _blocks(path, columns, many, keys)
    del keys
    return FileMeans(fast.unit_means(fast.cell_sums(layout, blocks, len(columns))), labels)


def _read(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    return pl.scan_parquet(path, glob=False, cache=False).select(columns).collect()


def _columns_at_a_time(path: Path) -> int:
    rows = pl.scan_parquet(path, glob=False, cache=False).select(pl.len()).collect().item()
    return max(1, BLOCK_BYTES // (8 * max(rows, 1)))


def _blocks(
    path: Path, columns: Sequence[str], many: int, block: pl.DataFrame
) -> Iterator[np.ndarray]:
    """Columns one after the other, `many` read at a time, the first of them in `block`."""
    for start in range(0, len(columns), many):
        names = columns[start : start + many]
        block = block if start == 0 else _read(path, names)
        for name in names:
            yield block[name].to_numpy()


def _codes(frame: pl.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Codes from 0 of the combinations of several columns, in their order."""
    code = np.zeros(frame.height, dtype=np.int64)
    for name in columns:
        inner = _inner(frame[name])
        code = code * (int(inner.max()) + 1) + inner
    return _dense(code)


def _inner(column: pl.Series) -> np.ndarray:
    """Small whole numbers as they are, anything else by rank."""
    if column.dtype.is_integer() and column.min() >= 0 and column.max() < 2**31:
        return column.to_numpy().astype(np.int64)
    return column.rank("dense").to_numpy().astype(np.int64) - 1


def _dense(code: np.ndarray) -> np.ndarray:
    """Codes from 0 without gaps; sorting is spared where they rise already."""
    if (code[1:] >= code[:-1]).all():
        return np.cumsum(np.r_[False, code[1:] != code[:-1]])
    return np.unique(code, return_inverse=True)[1]
