"""Wide tables (one column a node) laid down as long ones (one value a row)."""

import re
from difflib import get_close_matches

import polars as pl

from thuocdo.catalog.files import Table
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.headers import HeaderMatch, fold, missing_columns
from thuocdo.catalog.node_names import node_key, node_names, unknown_node
from thuocdo.kernel.errors import Problem

_CODE = re.compile(r"^\d+([.]\d+)+$")
_KEPT = ("framework", "unit", "period", "status", "source", "row")


def long_table(
    table: Table, match: HeaderMatch, framework: Framework, problems: list[Problem]
) -> pl.DataFrame:
    """One value a row under our column names, and `row`, the row in the person's file.

    What is wrong with the columns is added to `problems`; the result is then of no use.
    """
    frame = table.frame.with_columns(row=pl.Series(table.rows, dtype=pl.Int64))
    frame = frame.rename(match.matched)
    known = node_names(framework)
    wide = [header for header in match.unmatched if node_key(header) in known]
    is_wide = bool(wide) and not {"node", "value"} & set(frame.columns)
    needed = ["unit", "period"] if is_wide else ["unit", "period", "node", "value"]
    problems += missing_columns(needed, match, table.path)
    if not is_wide:
        return frame
    for header in match.unmatched:
        if header not in wide and _looks_like_node(header, framework, list(known)):
            problems.append(unknown_node(framework, header).at(table.path, None, header))
    kept = [name for name in _KEPT if name in frame.columns]
    return frame.unpivot(wide, index=kept, variable_name="node", value_name="value")


def _looks_like_node(header: str, framework: Framework, known: list[str]) -> bool:
    """Whether a column beside those of nodes was meant as one: a slip, not a remark."""
    if header.lower().startswith(f"{framework.name}/") or _CODE.match(header):
        return True
    return bool(get_close_matches(fold(header), known, n=1, cutoff=0.85))
