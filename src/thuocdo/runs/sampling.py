"""Planning a survey and borrowing for small areas: from files and names to tables and records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo import units
from thuocdo.catalog.files import Table, read_table
from thuocdo.catalog.headers import match_columns, missing_columns
from thuocdo.catalog.numbers import number_problem, read_numbers
from thuocdo.kernel.errors import InputError, OutputError, Problem, RequestError, UnitError
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import MEASUREMENTS, N_, Column
from thuocdo.runs.files import FORMATS, staged, write_table
from thuocdo.survey.drawing_record import Record, record_html, record_table, record_text
from thuocdo.survey.pps_draw import Frame, draw_stages
from thuocdo.survey.small_areas import SmallAreas, small_areas

COMMUNE = Column("commune", "text", N_("Xã"), N_("Mã hoặc tên xã, phường, đặc khu"))
VILLAGE = Column("village", "text", N_("Thôn"), N_("Tên thôn, tổ dân phố"))
SIZE = Column("size", "number", N_("Quy mô"), N_("Số người, hoặc số hộ, dùng để rút"))
CERTAIN = Column("certain", "text", N_("Chắc chắn"), N_("Ghi x: luôn chọn, như nơi có trụ sở"))
ALIASES = {
    **dict.fromkeys(("tên xã", "mã xã", "xã phường", "unit", "unit code"), "commune"),
    **dict.fromkeys(("tên thôn", "tổ dân phố", "thôn, tổ dân phố", "khu phố"), "village"),
    **dict.fromkeys(("dân số", "số dân", "số người", "số hộ", "population"), "size"),
    **dict.fromkeys(("trụ sở", "trung tâm", "seat"), "certain"),
}
NO = {"", "0", "không", "no", "false"}
RECORDS = (".html", ".txt", *FORMATS)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw: `communes` in the province `place`, `villages` in each, and how.

    `sizes` and `lists` are the user's tables of communes and of villages; `certain` names
    communes that are always taken. `spare` communes and villages are replacements.
    """

    place: str
    communes: int
    seed: int
    territory: date
    drawn_on: date | None = None
    sizes: Path | None = None
    lists: Path | None = None
    villages: int = 2
    interviews: int | None = None
    spare: tuple[int, int] = (0, 0)
    certain: tuple[str, ...] = ()


def draw_sample(asked: Drawing) -> Record:
    """Draw communes of a province by size, and villages in them where a list is given.

    Raises `UnitError` for an unknown place, `InputError` with every mistake of the tables,
    `RequestError` for more units than there are.
    """
    province = units.find_unit(asked.place, asked.territory, Level.PROVINCE)
    everywhere = _communes(province, asked.territory)
    if asked.interviews is not None and asked.interviews < 1:
        text = _("số phỏng vấn trong một thôn phải từ 1 trở lên.")
        raise RequestError(Problem("sampling-request", text))
    find = _Finder(asked.territory, province, {unit.code for unit in everywhere})
    sizes, seats = _sizes(asked.sizes, find) if asked.sizes else ({}, set())
    seats |= {find(text).code for text in asked.certain}
    frame = _frame(everywhere, sizes, seats, asked)
    lists = _villages(asked.lists, find) if asked.lists else {}
    sample = draw_stages(frame, lists, (asked.communes, asked.villages), asked.seed, asked.spare)
    place = province.official_on(asked.territory)
    interviews = asked.interviews if lists else None
    names = dict(zip(frame.keys, frame.names, strict=True))
    short = [names[key] for key, each in sample.below.items() if each.wanted < asked.villages]
    notes = (*_notes(asked), *_short(short))
    return Record(place, sample, asked.territory, asked.drawn_on, interviews, notes)


def write_records(record: Record, paths: Sequence[Path]) -> None:
    """Write the record to each path; `.html` and `.txt` to print, a table in other formats."""
    hint = _("Dùng một trong: {known}.").format(known=", ".join(RECORDS))
    message = _("không biết ghi tệp đuôi “{suffix}”.")
    if wrong := [path for path in paths if path.suffix.lower() not in RECORDS]:
        raise OutputError(
            Problem("output-format", message.format(suffix=path.suffix), str(path), hint=hint)
            for path in wrong
        )
    printed = {".html": record_html, ".txt": record_text}
    for path in paths:
        if (page := printed.get(path.suffix.lower())) is None:
            write_table(record_table(record), path)
            continue
        with staged(path.parent) as stage:
            (stage / path.name).write_text(page(record), encoding="utf-8")


def small_area_file(
    path: Path,
    method: str = "reml",
    covariates: Sequence[str] = (),
    only: dict[str, str | None] | None = None,
    sheet: str | None = None,
) -> SmallAreas:
    """Fay–Herriot predictors from a table with `unit`, `value`, `se` and columns of covariates.

    `only` keeps the rows of one `node` and one `period`. Raises `InputError` with every
    mistake, `RequestError` for what cannot be fitted.
    """
    table = read_table(path, sheet)
    match = match_columns(table.frame.columns, MEASUREMENTS)
    problems = [*match.problems, *missing_columns(("unit", "value", "se"), match)]
    problems += [_no_column(name) for name in covariates if name not in table.frame.columns]
    if problems:
        raise InputError(problem.at(file=table.path) for problem in problems)
    headers = {name: header for header, name in match.matched.items()}
    kept = _only(table, headers, only or {})
    wanted = [headers["value"], headers["se"], *covariates]
    (value, se, *extra), problems = _numbers(kept, wanted)
    areas = kept.frame[headers["unit"]].to_list()
    if problems := [*problems, *_bad_areas(kept, areas, se, headers["unit"], headers["se"])]:
        raise InputError(problem.at(file=table.path) for problem in problems)
    return small_areas(value, se**2, areas, np.column_stack(extra) if extra else None, method)


def population_of(place: str, on: date) -> tuple[str, float, int]:
    """Name, people and communes of a province on a day; people are NaN where not known."""
    province = units.find_unit(place, on, Level.PROVINCE)
    known = units.population(province.id)
    people = 1000 * known.thousand if known else float("nan")
    return province.official_on(on), people, len(_communes(province, on))


def _communes(province: units.Unit, on: date) -> list[units.Unit]:
    everywhere = units.units_on(on, Level.COMMUNE)
    return [unit for unit in everywhere if units.registry().inside(unit, province.id, on)]


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds a commune of the province by name, or by a code that may have lost its zero."""

    on: date
    province: units.Unit
    codes: set[str]

    def __call__(self, text: str) -> units.Unit:
        code = text.zfill(5) if text.isdecimal() else text
        found = units.find_unit(code, self.on, Level.COMMUNE, self.province.id)
        if found.code not in self.codes:
            message = _("“{text}” không thuộc {province}.").format(
                text=text, province=self.province.official_on(self.on)
            )
            raise UnitError(Problem("sampling-frame", message))
        return found


def _frame(everywhere, sizes: dict[str, float], seats: set[str], asked: Drawing) -> Frame:
    """All communes in the order of their codes, neighbours mostly side by side."""
    everywhere = sorted(everywhere, key=lambda unit: unit.code)
    missing = [u.official_on(asked.territory) for u in everywhere if sizes and u.code not in sizes]
    if missing:
        text = _("bảng quy mô thiếu {n} xã, phường: {units}.").format(
            n=len(missing), units=", ".join(missing[:10]) + (", …" if missing[10:] else "")
        )
        raise InputError(Problem("sampling-frame", text, str(asked.sizes)))
    return Frame(
        tuple(unit.code for unit in everywhere),
        tuple(unit.official_on(asked.territory) for unit in everywhere),
        tuple(sizes.get(unit.code, 1.0) for unit in everywhere),
        seat=tuple(sorted(seats)),
    )


def _sizes(path: Path, find: _Finder) -> tuple[dict[str, float], set[str]]:
    rows = _rows(path, (COMMUNE, SIZE, CERTAIN), ("commune", "size"), find)
    return (
        {code: size for code, size, _name, _sure in rows},
        {code for code, _size, _name, sure in rows if sure},
    )


def _villages(path: Path, find: _Finder) -> dict[str, Frame]:
    columns = (COMMUNE, VILLAGE, SIZE, CERTAIN)
    inside: dict[str, list[tuple]] = {}
    for row in _rows(path, columns, ("commune", "village", "size"), find):
        inside.setdefault(row[0], []).append(row)
    return {
        code: Frame(
            tuple(name for _code, _size, name, _sure in rows),
            tuple(name for _code, _size, name, _sure in rows),
            tuple(size for _code, size, _name, _sure in rows),
            code,
            tuple(name for _code, _size, name, sure in rows if sure),
        )
        for code, rows in inside.items()
    }


def _rows(path: Path, columns, required, find: _Finder) -> list[tuple[str, float, str, bool]]:
    """(commune code, size, village, certain) of each row; all mistakes are raised together."""
    table = read_table(path)
    match = match_columns(table.frame.columns, columns, ALIASES)
    if problems := [*match.problems, *missing_columns(required, match)]:
        raise InputError(problem.at(file=table.path) for problem in problems)
    headers = {name: header for header, name in match.matched.items()}
    (sizes,), problems = _numbers(table, [headers["size"]])
    unread = {problem.row for problem in problems}
    rows, seen = [], set()
    for i, row in enumerate(table.frame.rename(match.matched).iter_rows(named=True)):
        village, sure = row.get("village"), (row.get("certain") or "").casefold() not in NO
        try:
            code = find(row["commune"] or "").code
        except UnitError as error:
            problems += [p.at(row=table.rows[i], column=headers["commune"]) for p in error.problems]
            continue
        problems += [
            Problem("sampling-frame", text, row=table.rows[i], column=headers[column])
            for text, column in _bad_row(sizes[i], (code, village), seen, required)
            if column != "size" or table.rows[i] not in unread
        ]
        rows.append((code, float(sizes[i]), village or "", sure))
        seen.add((code, village))
    if problems:
        raise InputError(problem.at(file=table.path) for problem in problems)
    return rows


def _bad_row(size: float, key: tuple, seen: set, required) -> Iterator[tuple[str, str]]:
    if not size >= 0:
        yield (_("quy mô âm.") if size < 0 else _("thiếu quy mô.")), "size"
    if "village" in required and not key[1]:
        yield _("thiếu tên thôn, tổ dân phố."), "village"
    elif key in seen:
        yield _("đơn vị này đã có ở dòng trên."), required[-2]


def _numbers(table: Table, headers: Sequence[str]) -> tuple[list[np.ndarray], list[Problem]]:
    """Columns as numbers, blank cells NaN; and a problem for every cell that is no number."""
    problems, columns = [], []
    for header in headers:
        texts = table.frame[header].to_list()
        read = read_numbers(texts)
        problems += [
            number_problem(texts[i], why).at(table.path, table.rows[i], header)
            for i, why in read.bad.items()
        ]
        columns.append(np.array([np.nan if v is None else v for v in read.values], dtype=float))
    return columns, problems


def _only(table: Table, headers: dict[str, str], only: dict[str, str | None]) -> Table:
    keep = np.ones(table.frame.height, dtype=bool)
    for name, wanted in only.items():
        if wanted is not None and name in headers:
            keep &= (table.frame[headers[name]] == wanted).fill_null(False).to_numpy()
    rows = tuple(row for row, kept in zip(table.rows, keep, strict=True) if kept)
    return Table(table.path, table.frame.filter(pl.Series(keep)), rows, table.sheet)


def _bad_areas(table: Table, areas, se, unit: str, column: str) -> Iterator[Problem]:
    seen = set()
    for row, area, error in zip(table.rows, areas, se, strict=True):
        if area is None or area in seen:
            text = _("thiếu tên địa bàn, hoặc địa bàn đã có ở dòng trên.")
            hint = _("Chọn một nội dung bằng --node và một kỳ bằng --period.")
            yield Problem("small-areas", text, row=row, column=unit, hint=hint)
        if error < 0:
            yield Problem("small-areas", _("sai số chuẩn âm."), row=row, column=column)
        seen.add(area)


def _no_column(name: str) -> Problem:
    return Problem("small-areas", _("không có cột “{name}”.").format(name=name))


def _notes(asked: Drawing) -> Iterator[str]:
    if asked.sizes is None:
        yield _("Không có bảng quy mô: mọi xã, phường được coi là bằng nhau, nên người ở xã nhỏ có "
                "nhiều cơ hội được hỏi hơn.")  # fmt: skip
    if asked.lists is None:
        yield _("Chưa có danh sách thôn, tổ dân phố: mới rút đến xã, phường.")


def _short(communes: list[str]) -> Iterator[str]:
    if communes:
        yield _("Lấy mọi thôn, tổ dân phố ở nơi có ít hơn số cần rút: {communes}.").format(
            communes=", ".join(communes)
        )
