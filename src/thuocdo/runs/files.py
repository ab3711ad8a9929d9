"""Writing results: under a temporary name first, moved when whole, never half a file."""

import errno
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl
from xlsxwriter.exceptions import FileCreateError

from thuocdo.kernel.errors import OutputError, Problem
from thuocdo.kernel.language import _

FORMATS = (".csv", ".parquet", ".xlsx", ".json")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A temporary folder inside `folder`; on success its files, those of subfolders too, are
    moved into `folder`.

    When anything fails, nothing of the new files remains and the old ones are untouched.
    Raises `OutputError` when the folder cannot be written.
    """
    created = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".thuocdo-", dir=folder))
    except OSError as error:
        raise OutputError(_unwritable(folder, error)) from error
    done = False
    try:
        yield stage
        _publish(stage, folder)
        done = True
    except (OSError, FileCreateError) as error:
        raise OutputError(_unwritable(folder, error)) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if created and not done:
            with suppress(OSError):
                folder.rmdir()


def _publish(stage: Path, folder: Path) -> None:
    """Move every file of `stage` into `folder`; if one cannot be, put all back as it was."""
    files = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    kept = Path(tempfile.mkdtemp(prefix="old-", dir=stage))
    moved: list[Path] = []
    try:
        for name in files:
            target = folder / name
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "is a directory", str(target))
            for place in (target, kept / name):
                place.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                target.replace(kept / name)
            moved.append(name)
            (stage / name).replace(target)
    except OSError:
        for name in moved:
            (folder / name).unlink(missing_ok=True)
            if (kept / name).exists():
                (kept / name).replace(folder / name)
        raise


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
    """A list of records; numbers unrounded, days as `2025-07-01`, missing values null."""
    return json.dumps(table.to_dicts(), ensure_ascii=False, indent=1, default=str) + "\n"


def _unwritable(folder: Path, error: Exception) -> Problem:
    hint = _("Chọn nơi khác để ghi, hoặc xin quyền ghi vào đó.")
    return Problem(
        "output-unwritable",
        _("không ghi được vào đây: {why}.").format(why=_why(error)),
        getattr(error, "filename", None) if isinstance(error, IsADirectoryError) else str(folder),
        hint=hint,
    )


def _why(error: Exception) -> str:
    reasons = {
        errno.EACCES: _("không có quyền ghi"),
        errno.EPERM: _("không có quyền ghi"),
        errno.EROFS: _("ổ đĩa chỉ cho đọc"),
        errno.ENOSPC: _("hết chỗ trên ổ đĩa"),
        errno.ENOENT: _("không tạo được thư mục"),
        errno.ENOTDIR: _("đường dẫn đi qua một tệp, không phải thư mục"),
        errno.EEXIST: _("đã có một tệp trùng tên với thư mục này"),
        errno.EISDIR: _("đã có một thư mục trùng tên với tệp này"),
    }
    number = getattr(error, "errno", None)
    return reasons.get(number) or getattr(error, "strerror", None) or str(error)
