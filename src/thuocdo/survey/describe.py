"""A sample described by its design: strata, units of each stage, weights, missing answers."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.survey.build import design as build_design
from thuocdo.survey.layout import lay_out

KEYS = ("weights", "strata", "units", "fpc")


@dataclass(frozen=True, slots=True)
class Description:
    """`facts` (what, value), `strata` one row each (stratum, units, respondents, weight,
    lonely), `missing` by column (column, blank, share).
    """

    facts: pl.DataFrame
    strata: pl.DataFrame
    missing: pl.DataFrame


def read_plan(text: str) -> dict[str, list[str]]:
    """`weights=wt,strata=stratum,units=district+commune` as columns by role.

    Raises `RequestError` for a role there is not, or without weights.
    """
    plan: dict[str, list[str]] = {}
    hint = _("Viết weights=wt,strata=stratum,units=district+commune+village.")
    for part in text.split(","):
        role, sign, columns = part.partition("=")
        if role.strip() not in KEYS or not sign or not columns.strip():
            message = _("không hiểu “{part}” trong thiết kế mẫu.").format(part=part)
            raise RequestError(Problem("design-format", message, hint=hint))
        plan[role.strip()] = [name.strip() for name in columns.split("+")]
    if "weights" not in plan:
        message = _("thiết kế mẫu thiếu “weights”.")
        raise RequestError(Problem("design-format", message, hint=hint))
    return plan


def describe(frame: pl.DataFrame, plan: dict[str, list[str]]) -> Description:
    """Describe the sample in `frame`. Raises `InputError` where the design is wrong."""
    made = build_design(
        frame, plan["weights"][0], plan.get("strata"), plan.get("units"), plan.get("fpc")
    )
    first = lay_out(made.stages[0])
    strata = pl.DataFrame(
        {
            "stratum": _labels(made.stages[0].stratum_labels, first.taken.size),
            "units": first.taken,
            "respondents": np.bincount(made.stages[0].strata, minlength=first.taken.size),
            "weight": np.bincount(made.stages[0].strata, made.weights, first.taken.size),
            "lonely": first.lonely,
        }
    )
    return Description(_facts(made, plan, first), strata, _missing(frame))


def _labels(labels: tuple[str, ...], count: int) -> list[str]:
    return [labels[h] if h < len(labels) else str(h) for h in range(count)]


def _facts(made, plan: dict[str, list[str]], first) -> pl.DataFrame:
    w = made.weights
    rows = [
        (_("Số người trả lời"), made.size),
        (_("Số tầng bậc một"), first.taken.size),
        *(
            (_("Số đơn vị bậc {i} ({name})").format(i=i + 1, name=name), int(stage.units.max()) + 1)
            for i, (stage, name) in enumerate(zip(made.stages, plan.get("units", []), strict=False))
        ),
        (_("Đơn vị bậc một mỗi tầng, ít nhất"), int(first.taken.min())),
        (_("Đơn vị bậc một mỗi tầng, nhiều nhất"), int(first.taken.max())),
        (_("Tầng chỉ có một đơn vị"), int(first.lonely.sum())),
        (_("Bậc tự do (đơn vị trừ tầng)"), int(first.taken.sum() - first.taken.size)),
        (_("Tổng quyền số"), w.sum()),
        (_("Quyền số nhỏ nhất"), w.min()),
        (_("Quyền số trung vị"), float(np.median(w))),
        (_("Quyền số lớn nhất"), w.max()),
        (_("Hiệu ứng thiết kế của quyền số (Kish)"), w.size * (w**2).sum() / w.sum() ** 2),
    ]
    names, values = zip(*rows, strict=True)
    return pl.DataFrame({"what": names, "value": [float(value) for value in values]})


def _missing(frame: pl.DataFrame) -> pl.DataFrame:
    """Blank cells by column, most first; columns without any are left out."""
    blank = [frame[name].null_count() for name in frame.columns]
    table = pl.DataFrame({"column": frame.columns, "blank": blank})
    table = table.with_columns(share=pl.col("blank") / frame.height)
    return table.filter(pl.col("blank") > 0).sort("blank", descending=True, maintain_order=True)
