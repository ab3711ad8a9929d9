"""The record of a draw: all that it takes to check it by hand, as text, HTML or a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np
import polars as pl

from thuocdo.kernel import numerals
from thuocdo.kernel.language import _, language
from thuocdo.survey.pps_draw import Draw, Sample

STYLE = """body{font:14px/1.5 "Segoe UI",Arial,sans-serif;max-width:62rem;margin:2rem auto;
padding:0 1rem;color:#111}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
th,td{border:1px solid #888;padding:.2rem .5rem;text-align:left}td.n{text-align:right;
font-variant-numeric:tabular-nums}tr.in{background:#e8f1e4;font-weight:600}code{font-size:12px;
word-break:break-all}.sign{display:flex;justify-content:space-around;margin:3rem 0 6rem}
@media print{body{margin:0}tr{break-inside:avoid}}"""

NUMBERS = {2, 3, 4, 6, 7}  # columns of the printed table that are numbers


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A draw and its circumstances.

    `drawn_on` is the day told by the user, never the clock's: the same seed and lists print the
    same record. `territory` is the day of the register; `interviews` in each village, or None.
    """

    place: str
    sample: Sample
    territory: date
    drawn_on: date | None = None
    interviews: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    heading: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[tuple[bool, tuple[str, ...]], ...]


def record_table(record: Record) -> pl.DataFrame:
    """One row a unit of every frame: size, cumulated size, π, status, order, base weights.

    `weight` is 1/π over both stages; `person_weight` of an interview, size/(k π) for k
    interviews in the unit. Empty below a replacement: it takes the weights of whom it replaces.
    """
    parts = [_draw_rows(record, record.sample.first, 1, 1.0)]
    for each in record.sample.below.values():
        parts.append(_draw_rows(record, each, 2, record.sample.chance(each)))
    return pl.concat(parts)


def record_text(record: Record) -> str:
    """The record as plain text, columns aligned."""
    lines = [_title(record), "=" * len(_title(record)), *_opening(record), ""]
    for section in _sections(record):
        lines += [section.heading, "-" * len(section.heading)]
        lines += [f"{label}: {value}" for label, value in section.facts]
        lines += ["", *_aligned([_headers(), *(cells for _in, cells in section.rows)]), ""]
    return "\n".join([*lines, *(f"• {note}" for note in _closing(record)), "", _signatures()[0],
                      "", "", _signatures()[1], "", ""])  # fmt: skip


def record_html(record: Record) -> str:
    """The record as one HTML page for print: no script, no network."""
    body = [f"<h1>{escape(_title(record))}</h1>"]
    body += [f"<p>{escape(line)}</p>" for line in _opening(record)]
    for section in _sections(record):
        body.append(f"<h2>{escape(section.heading)}</h2><ul>")
        body += [
            f"<li>{escape(label)}: <code>{escape(value)}</code></li>"
            for label, value in section.facts
        ]
        body.append("</ul>" + _html_table(section.rows))
    body += [f"<p>• {escape(note)}</p>" for note in _closing(record)]
    signs = "".join(f"<span>{escape(each)}</span>" for each in _signatures())
    page = "\n".join([*body, f'<div class="sign">{signs}</div>'])
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f"<title>{escape(_title(record))}</title><style>{STYLE}</style></head>\n"
        f"<body>{page}</body></html>\n"
    )


def _draw_rows(record: Record, draw: Draw, stage: int, above: float) -> pl.DataFrame:
    sizes = np.array(draw.frame.sizes)
    weight = np.where(draw.weights > 0, draw.weights / above, np.nan)
    asked = record.interviews if stage == 2 and record.interviews else np.nan
    frame = pl.DataFrame(
        {
            "stage": np.full(sizes.size, stage),
            "parent": [draw.frame.parent] * sizes.size,
            "unit": draw.frame.keys,
            "unit_name": draw.frame.names,
            "size": sizes,
            "cumulative": np.where(draw.certain, np.nan, draw.cumulative),
            "probability": draw.probability,
            "status": _status(draw),
            "replacement": draw.replacement,
            "weight": weight,
            "person_weight": sizes * weight / asked,
        }
    )
    gaps = pl.col("cumulative", "weight", "person_weight").fill_nan(None)
    order = pl.when(pl.col("replacement") > 0).then("replacement").alias("replacement")
    return frame.with_columns(gaps, order)


def _status(draw: Draw) -> np.ndarray:
    cases = [draw.certain, draw.drawn, draw.replacement > 0]
    return np.select(cases, ["certain", "drawn", "replacement"], "not_drawn")


def _sections(record: Record) -> Iterator[_Section]:
    table = record_table(record)
    first, sample = record.sample.first, record.sample
    yield _section(_("Bước 1: rút xã, phường, đặc khu"), first, table.filter(stage=1))
    names = dict(zip(first.frame.keys, first.frame.names, strict=True))
    for key, each in sample.below.items():
        heading = _("Bước 2: rút thôn, tổ dân phố của {commune}").format(commune=names[key])
        rows = table.filter(pl.col("stage") == 2, parent=key)
        yield _section(heading, each, rows)


def _section(heading: str, draw: Draw, rows: pl.DataFrame) -> _Section:
    certain = int(draw.certain.sum())
    facts = [
        (_("Dàn mẫu"), _("{n} đơn vị, tổng quy mô {size}").format(
            n=len(draw.frame.keys), size=numerals.plain(sum(draw.frame.sizes)))),
        (_("Mã băm SHA-256 của dàn mẫu"), draw.frame.fingerprint),
        (_("Số đơn vị rút"), _("{n}, trong đó {certain} chắc chắn").format(
            n=draw.wanted, certain=certain)),
    ]  # fmt: skip
    if draw.ticks.size:
        ticks = "; ".join(numerals.plain(float(tick)) for tick in draw.ticks)
        facts += [
            (_("Khoảng cách chọn mẫu"), numerals.plain(draw.interval)),
            (_("Điểm xuất phát"), numerals.plain(draw.start)),
            (_("Các mốc rơi trên quy mô cộng dồn"), ticks),
        ]
    shown = tuple((row["weight"] is not None or row["status"] in ("certain", "drawn"), _cells(row))
                  for row in rows.iter_rows(named=True))  # fmt: skip
    return _Section(heading, tuple(facts), shown)


def _headers() -> tuple[str, ...]:
    return (_("Mã"), _("Đơn vị"), _("Quy mô"), _("Cộng dồn"), _("Xác suất"), _("Kết quả"),
            _("Quyền số"), _("Quyền số một người"))  # fmt: skip


def _cells(row: dict) -> tuple[str, ...]:
    words = {
        "certain": _("chắc chắn"),
        "drawn": _("rút được"),
        "replacement": _("dự phòng {order}").format(order=row["replacement"]),
        "not_drawn": "",
    }
    return (
        row["unit"],
        row["unit_name"],
        numerals.plain(row["size"]),
        numerals.plain(row["cumulative"]),
        numerals.decimal(row["probability"], 6),
        words[row["status"]],
        numerals.decimal(row["weight"], 4) if row["weight"] else "",
        numerals.decimal(row["person_weight"], 4) if row["person_weight"] else "",
    )


def _title(record: Record) -> str:
    return _("Biên bản rút mẫu: {place}").format(place=record.place)


def _opening(record: Record) -> Iterator[str]:
    if record.drawn_on is not None:
        yield _("Ngày rút mẫu: {day}.").format(day=numerals.day(record.drawn_on))
    yield _("Địa giới ngày {day}.").format(day=numerals.day(record.territory))
    yield _("Hạt giống {seed}; bộ sinh số NumPy PCG64, khóa (hạt giống, bước, CRC-32 của mã đơn vị "
            "cấp trên).").format(seed=record.sample.first.seed)  # fmt: skip
    yield _("Cách rút: hệ thống với xác suất tỷ lệ với quy mô; đơn vị có quy mô từ một khoảng cách "
            "trở lên được chọn chắc chắn.")  # fmt: skip


def _closing(record: Record) -> Iterator[str]:
    yield from record.notes
    yield _("Đơn vị dự phòng chỉ dùng khi không thể khảo sát đơn vị đã rút, theo thứ tự, ghi rõ lý "
            "do; nó nhận quyền số của đơn vị mà nó thay.")  # fmt: skip
    yield _("Quyền số là nghịch đảo xác suất, chưa điều chỉnh không trả lời và chưa hiệu chuẩn.")


def _signatures() -> tuple[str, str]:
    return _("Người rút mẫu (ký, ghi rõ họ tên)"), _("Người chứng kiến (ký, ghi rõ họ tên)")


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if i in NUMBERS else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in rows
    ]


def _html_table(rows: tuple[tuple[bool, tuple[str, ...]], ...]) -> str:
    head = "".join(f"<th>{escape(header)}</th>" for header in _headers())
    lines = [f"<table><tr>{head}</tr>"]
    for chosen, cells in rows:
        tds = "".join(
            f'<td class="n">{escape(cell)}</td>' if i in NUMBERS else f"<td>{escape(cell)}</td>"
            for i, cell in enumerate(cells)
        )
        lines.append(f'<tr class="in">{tds}</tr>' if chosen else f"<tr>{tds}</tr>")
    return "\n".join([*lines, "</table>"])
