"""Tables of answers as survey programs keep them, with the labels of their codes.

CSV, Excel and Parquet; SPSS `.sav` and Stata `.dta` through pyreadstat, which is loaded only
for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from thuocdo.catalog.files import read_table
from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _

STATISTICAL = (".sav", ".zsav", ".dta")


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """A table of answers, one row a respondent.

    `labels` name the columns (the question as it was asked), `values` the codes of a column
    (code as text → label), where the file tells them.
    """

    path: str
    frame: pl.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def read_answers(
    path: str | PathLike[str], columns: Sequence[str] | None = None, sheet: str | None = None
) -> Answers:
    """Read answers; of a Parquet file only those of `columns` that it has.

    Numbers keep their type (int8 stays int8). Raises `InputError` for a file that cannot be
    read, with the reason.
    """
    place, suffix = Path(path), Path(path).suffix.lower()
    if suffix in STATISTICAL:
        return _statistical(place, suffix)
    if suffix == ".parquet" and place.is_file():
        return Answers(str(path), _parquet(place, columns))
    if suffix == ".csv" and place.is_file() and (frame := _plain_csv(place)) is not None:
        return Answers(str(path), frame.select(_typed(frame)))
    table = read_table(path, sheet)  # any encoding, any delimiter, Excel; tells what is wrong
    return Answers(str(path), table.frame.select(_typed(table.frame)))


def _parquet(path: Path, columns: Sequence[str] | None) -> pl.DataFrame:
    try:
        lazy = pl.scan_parquet(path, glob=False, cache=False)
        if columns is not None:
            there = set(lazy.collect_schema().names())
            lazy = lazy.select([name for name in dict.fromkeys(columns) if name in there])
        return lazy.collect()
    except (PolarsError, OSError) as error:
        message = _("Không đọc được tệp Parquet: {why}.").format(why=str(error).splitlines()[0])
        raise InputError(Problem("unreadable-file", message, str(path))) from error


def _plain_csv(path: Path) -> pl.DataFrame | None:
    """A file in UTF-8 with commas and decimal points, quickly; None for anything else."""
    try:
        frame = pl.read_csv(path, infer_schema=False, null_values=["", "NA", "."])
    except (PolarsError, OSError):
        return None
    clean = all(name == name.strip() and "_duplicated_" not in name for name in frame.columns)
    return frame if clean and frame.width > 1 and frame.height else None


def _typed(frame: pl.DataFrame) -> list[pl.Expr]:
    """Columns of text as numbers where every cell is one; codes with a leading 0 stay text."""
    typed = []
    for name in frame.columns:
        texts = frame[name].drop_nulls()
        zeros = texts.str.contains(r"^0\d").any()
        numbers = texts.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        if zeros or numbers.null_count():
            typed.append(pl.col(name))
        else:
            dots = pl.col(name).str.replace(",", ".", literal=True)
            typed.append(dots.cast(pl.Float64))
    return typed


def _statistical(path: Path, suffix: str) -> Answers:
    reader = _pyreadstat(path)
    if not path.is_file():
        raise InputError(Problem("file-not-found", _("Không tìm thấy tệp."), str(path)))
    read = reader.read_dta if suffix == ".dta" else reader.read_sav
    # Codes that SPSS calls missing (88, 99) are kept: the measure file counts them.
    options = {} if suffix == ".dta" else {"user_missing": True}
    try:
        columns, meta = read(str(path), output_format="dict", **options)
    except (reader.ReadstatError, reader.PyreadstatError, OSError, UnicodeDecodeError) as error:
        message = _("Không đọc được tệp thống kê: {why}.").format(why=error)
        hint = _("Mở bằng SPSS hoặc Stata rồi lưu lại.")
        raise InputError(Problem("unreadable-file", message, str(path), hint=hint)) from error
    frame = pl.DataFrame(columns, strict=False)
    labels = {name: label for name, label in meta.column_names_to_labels.items() if label}
    return Answers(str(path), frame.with_columns(_blanks(frame)), labels, _values(meta))


def _blanks(frame: pl.DataFrame) -> list[pl.Expr]:
    """NaN and empty texts are no answer."""
    floats = [pl.col(n).fill_nan(None) for n, t in frame.schema.items() if t.is_float()]
    texts = [pl.col(n).replace("", None) for n, t in frame.schema.items() if t == pl.String]
    return floats + texts


def _values(meta) -> dict[str, dict[str, str]]:
    return {
        name: {_code(code): label for code, label in labels.items()}
        for name, labels in meta.variable_value_labels.items()
    }


def _code(code: object) -> str:
    return f"{code:g}" if isinstance(code, int | float) else str(code)


def _pyreadstat(path: Path):
    try:
        import pyreadstat  # noqa: PLC0415 - only for files of SPSS and Stata
    except ImportError as error:
        message = _("đọc tệp SPSS hoặc Stata cần gói “pyreadstat”.")
        hint = _("Cài bằng: pip install pyreadstat; hoặc lưu tệp dưới dạng .csv.")
        raise InputError(Problem("reader-not-installed", message, str(path), hint=hint)) from error
    return pyreadstat
