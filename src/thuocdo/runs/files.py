"""Writing results: under a temporary name first, moved when whole, never half a file."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from thuocdo.kernel.errors import OutputError, Problem
from thuocdo.kernel.language import _

FORMATS = (".csv", ".parquet", ".xlsx", ".json")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A temporary folder inside `folder`; on success its files are moved into `folder`.

    When anything fails, nothing of the new files remains and the old ones are untouched.
    Raises `OutputError` when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".thuocdo-", dir=folder))
    except OSError as error:
        raise OutputError(_unwritable(folder, error)) from error
    try:
        yield stage
        for path in sorted(stage.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise OutputError(_unwritable(folder, error)) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write_table(table: pl.DataFrame, path: Path, sheet: str = "thuocdo") -> None:
    """Write `table` to `path`, the format told by its ending (one of `FORMATS`)."""
    writer = _writer(path, sheet)
    with staged(path.parent) as stage:
        writer(table, stage / path.name)


def _writer(path: Path, sheet: str) -> Callable[[pl.DataFrame, Path], None]:
    writers = {
        ".csv": lambda table, to: table.write_csv(to),
        ".parquet": lambda table, to: table.write_parquet(to, compression="zstd"),
        ".json": lambda table, to: to.write_text(as_json(table), encoding="utf-8"),
        ".xlsx": lambda table, to: table.write_excel(to, worksheet=sheet, autofit=True),
    }
    if path.suffix.lower() not in writers:
        message = _("không biết ghi tệp đuôi “{suffix}”.").format(suffix=path.suffix)
        hint = _("Dùng một trong: {known}.").format(known=", ".join(FORMATS))
        raise OutputError(Problem("output-format", message, str(path), hint=hint))
    return writers[path.suffix.lower()]


def as_json(table: pl.DataFrame) -> str:
    """A list of records; numbers unrounded, missing values null."""
    return json.dumps(table.to_dicts(), ensure_ascii=False, indent=1) + "\n"


def _unwritable(folder: Path, error: OSError) -> Problem:
    hint = _("Chọn thư mục khác bằng mục --out, hoặc xin quyền ghi ({detail}).")
    return Problem(
        "output-unwritable",
        _("không ghi được vào thư mục này."),
        str(folder),
        hint=hint.format(detail=error.strerror),
    )
