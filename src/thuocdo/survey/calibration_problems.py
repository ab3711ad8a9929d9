"""What a calibration says when the weights cannot reach the totals."""

import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _

SHOWN = 10
OFF = 1e-6


def report_misses(
    report: pl.DataFrame, iterations: int, bounds: tuple[float, float] | None, strict: bool
) -> tuple[Problem, ...]:
    """Which totals are off and by how much, worst first: raised when `strict`."""
    miss = (pl.col("after") - pl.col("wanted")).alias("miss")
    size = pl.max_horizontal(pl.col("wanted").abs(), pl.lit(1e-300))
    off = report.with_columns(miss, (miss.abs() / size).alias("share")).filter(
        ~(pl.col("share") <= OFF)
    )
    listed = "; ".join(
        _("{term}: cần {wanted}, đạt {after} (lệch {share})").format(
            term=row["term"],
            wanted=f"{row['wanted']:.10g}",
            after=f"{row['after']:.10g}",
            share=f"{100 * row['miss'] / max(abs(row['wanted']), 1e-300):+.3g} %",
        )
        for row in off.sort("share", descending=True).head(SHOWN).iter_rows(named=True)
    )
    message = _("hiệu chỉnh không hội tụ sau {count} bước; {off} tổng chưa đạt: {listed}.")
    hint = _("Xem lại các tổng, gộp nhóm nhỏ, hoặc bớt một bảng.")
    if bounds is not None:
        message = _(
            "không tìm được quyền số trong giới hạn từ {low} đến {high} lần đạt được các tổng "
            "(sau {count} bước); {off} tổng chưa đạt: {listed}."
        )
        hint = _("Nới giới hạn (bounds), hoặc gộp nhóm nhỏ.")
    low, high = bounds or (0, 0)
    text = message.format(count=iterations, off=off.height, listed=listed, low=low, high=high)
    problem = Problem("calibration-misses", text, hint=hint)
    if strict:
        raise InputError(problem)
    return (problem,)


def refuse_bounds(distance: str, bounds: tuple[float, float] | None, known: dict) -> None:
    """Bounds that cannot hold, or a distance that does not go with them."""
    if distance not in known:
        message = _("không có hàm khoảng cách “{name}”{how}.").format(
            name=distance, how="" if bounds is None else _(" có giới hạn")
        )
        hint = _("Chọn một trong: {known}; logit luôn cần giới hạn, raking thì không.")
        text = hint.format(known=", ".join(known))
        raise InputError(Problem("calibration-distance", message, hint=text))
    if bounds is not None and not bounds[0] < 1 < bounds[1]:
        message = _("giới hạn {low} đến {high} không chứa 1 ở giữa.")
        text = message.format(low=bounds[0], high=bounds[1])
        hint = _("Giới hạn dưới phải nhỏ hơn 1, giới hạn trên lớn hơn 1.")
        raise InputError(Problem("calibration-bounds", text, hint=hint))
