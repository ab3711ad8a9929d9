"""Steps that change the weights of a survey, as they are written on the command line."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.survey.calibrate import calibrate
from thuocdo.survey.calibrated import Calibrated
from thuocdo.survey.design import Design
from thuocdo.survey.poststratify import post_stratify
from thuocdo.survey.rake import rake
from thuocdo.survey.read_answers import read_answers
from thuocdo.survey.trim import trim

STEPS = ("poststrat:FILE", "rake:FILE,FILE", "calibrate:FILE,FILE", "trim:LOW,HIGH")


def adjusted(
    design: Design, frame: pl.DataFrame, steps: Sequence[str], only: dict[str, object] | None = None
) -> tuple[Design, tuple[str, ...]]:
    """The design after `steps` in order, and a line on each for the reader.

    Tables of totals have a column `total`. Where they have a column of `only` (the period)
    its rows for that value are used. Raises `RequestError` for a step that is not known.
    """
    notes = []
    for step in steps:
        done = _step(design, frame, step, only or {})
        design = done.design
        notes.append(_told(step, done))
        notes += [str(problem) for problem in done.problems]
    return design, tuple(notes)


def _step(design: Design, frame: pl.DataFrame, step: str, only: dict[str, object]) -> Calibrated:
    name, _colon, rest = step.strip().partition(":")
    parts = [part.strip() for part in rest.split(",")]
    if name == "trim" and len(parts) == 2:
        low, high = (_bound(part, default) for part, default in zip(parts, (0.0, np.inf),
                                                                    strict=True))  # fmt: skip
        return trim(design, low, high)
    if name in ("poststrat", "rake", "calibrate") and all(parts):
        tables = [_table(part, only) for part in parts]
        if name == "rake":
            return rake(design, frame, tables)
        if name == "calibrate":
            return calibrate(design, frame, tables)
        if len(tables) == 1:
            return post_stratify(design, frame, tables[0])
    message = _("không hiểu bước điều chỉnh quyền số “{step}”.").format(step=step)
    hint = _("Dùng một trong: {known}.").format(known="; ".join(STEPS))
    raise RequestError(Problem("weights-step", message, hint=hint))


def _bound(text: str, default: float) -> float:
    if not text:
        return default
    try:
        return float(text)
    except ValueError as error:
        message = _("“{text}” không phải một giới hạn quyền số.").format(text=text)
        hint = _("Viết trim:0.2,5; bỏ trống một bên là không giới hạn.")
        raise RequestError(Problem("weights-bound", message, hint=hint)) from error


def _table(path: str, only: dict[str, object]) -> pl.DataFrame:
    table = read_answers(Path(path)).frame
    for name, value in only.items():
        if name in table.columns:
            table = table.filter(pl.col(name).cast(pl.String) == str(value)).drop(name)
    return table


def _told(step: str, done: Calibrated) -> str:
    return _("{step}: hệ số điều chỉnh từ {low:.3g} đến {high:.3g}, {n} vòng lặp.").format(
        step=step, low=done.factors.min(), high=done.factors.max(), n=done.iterations
    )
