"""Small areas: direct estimates drawn towards a model, by what each sample is worth.

Fay and Herriot (1979): y_i = θ_i + e_i with var(e_i) = D_i known from the design, and
θ_i = x_i'β + u_i with var(u_i) = A. The predictor is γ_i y_i + (1 - γ_i) x_i'β̂ where
γ_i = A/(A + D_i): the part 1 - γ_i is borrowed from the other areas. A is estimated by
restricted likelihood (`reml`), by Fay and Herriot's moment equation (`fh`) or by Prasad
and Rao's (1990, `pr`); mean squared errors of Prasad and Rao (1990), Datta and Lahiri
(2000) and Datta, Rao and Smith (2005). Rao and Molina (2015), chapter 6.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, percent
from thuocdo.survey.distributions import NORMAL

METHODS = ("reml", "fh", "pr")
STEPS, TOLERANCE = 500, 1e-12
FEW = 10


@dataclass(frozen=True, slots=True, eq=False)
class SmallAreas:
    """Predictors of areas (m,) with mean squared errors and what each has borrowed.

    `own` is γ: the share of the estimate that comes from the area's own sample; 0 where there
    is no sample. `mse` is NaN where a design variance of 0 leaves nothing to build it on.
    `area_variance` is A; 0 means that every area takes the model's value whole.
    """

    areas: tuple[str, ...]
    direct: np.ndarray
    variance: np.ndarray
    estimate: np.ndarray
    mse: np.ndarray
    own: np.ndarray
    model: np.ndarray
    area_variance: float
    coefficients: np.ndarray
    coefficient_se: np.ndarray
    method: str

    @property
    def borrowed(self) -> np.ndarray:
        """1 - γ (m,): the share taken from the model, that is from the other areas."""
        return 1 - self.own

    def sentences(self) -> tuple[str, ...]:
        """For each area, in words, how much of its estimate is not its own."""
        return tuple(
            _sentence(*each)
            for each in zip(self.areas, self.estimate, self.own, self.model, self.mse, strict=True)
        )

    def notes(self) -> tuple[str, ...]:
        """What a reader must know before using the table."""
        return tuple(_notes(self))

    def table(self, level: float = 0.95) -> pl.DataFrame:
        """One row an area: direct, se, estimate, rmse, low, high, own, borrowed, model."""
        rmse = np.sqrt(self.mse)
        z = NORMAL.inv_cdf((1 + level) / 2)
        columns = {
            "direct": self.direct,
            "se": np.sqrt(self.variance),
            "estimate": self.estimate,
            "rmse": rmse,
            "low": self.estimate - z * rmse,
            "high": self.estimate + z * rmse,
            "own": self.own,
            "borrowed": self.borrowed,
            "model": self.model,
        }
        return pl.DataFrame(
            {"area": self.areas, **columns}, schema_overrides={"area": pl.String}
        ).with_columns(pl.col(list(columns)).fill_nan(None))


def small_areas(
    direct: Sequence[float],
    variance: Sequence[float],
    areas: Sequence[str] | None = None,
    covariates: np.ndarray | None = None,
    method: str = "reml",
) -> SmallAreas:
    """Fay–Herriot predictors from direct estimates (m,) and their design variances (m,).

    `covariates` (m, k) beside the intercept, which is always there. NaN in `direct` or
    `variance`: no usable sample, so the area gets the model's value. A variance of 0 is kept
    out of the fit and keeps its direct estimate: in a sample it means that all answers were
    alike, not that nothing is uncertain. Raises `RequestError` for what cannot be fitted.
    """
    y, d = np.asarray(direct, dtype=float), np.asarray(variance, dtype=float)
    names = tuple(areas) if areas is not None else tuple(str(i + 1) for i in range(y.size))
    extra = np.empty((y.size, 0)) if covariates is None else np.asarray(covariates, dtype=float)
    x = np.column_stack([np.ones(y.size), extra.reshape(y.size, -1)])
    usable = np.isfinite(y) & np.isfinite(d) & (d > 0)
    _check(d, x, usable, names, method)
    fit = _ESTIMATORS[method](y[usable], d[usable], x[usable])
    return _predict(y, d, x, usable, fit, names, method)


def _predict(y, d, x, usable, a: float, names, method: str) -> SmallAreas:
    """γ y + (1 - γ) x'β̂ and its mean squared error g1 + g2 + 2 g3 less the bias of Â."""
    beta, cov = _wls(y[usable], a + d[usable], x[usable])
    model = x @ beta
    exact = np.isfinite(y) & (d == 0)
    own = np.where(usable, a / (a + np.where(usable, d, 1.0)), np.where(exact, 1.0, 0.0))
    estimate = np.where(own > 0, own * np.where(own > 0, y, 0) + (1 - own) * model, model)
    spread, bias = _accuracy(a, d[usable], method)
    given = np.where(usable, d, 1.0)
    g1 = np.where(usable, own * given, a)
    g2 = (1 - own) ** 2 * np.einsum("ij,jk,ik->i", x, cov, x)
    g3 = np.where(usable, given**2 / (a + given) ** 3 * spread, 0.0)
    # The correction for bias may exceed the rest in tiny samples; what is certain stays.
    mse = np.maximum(g1 + g2 + 2 * g3 - (1 - own) ** 2 * bias, g1 + g2 if bias else 0)
    return SmallAreas(
        names, y, d, estimate, np.where(exact, np.nan, mse), own, model, a, beta,
        np.sqrt(np.diag(cov)), method,
    )  # fmt: skip


def _accuracy(a: float, d: np.ndarray, method: str) -> tuple[float, float]:
    """Asymptotic variance and bias of Â.

    REML 2/Σw², no bias (Datta and Lahiri 2000); Prasad–Rao 2 Σ(A + D)²/m², no bias;
    Fay–Herriot 2m/(Σw)² and 2(mΣw² - (Σw)²)/(Σw)³ (Datta, Rao and Smith 2005); w = 1/(A + D).
    """
    w, m = 1 / (a + d), d.size
    if method == "reml":
        return float(2 / (w**2).sum()), 0.0
    if method == "pr":
        return float(2 * ((a + d) ** 2).sum() / m**2), 0.0
    total = w.sum()
    return float(2 * m / total**2), float(2 * (m * (w**2).sum() - total**2) / total**3)


def _wls(y: np.ndarray, v: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """β̂ = (X'V⁻¹X)⁻¹X'V⁻¹y and its covariance."""
    scaled = x / v[:, None]
    cov = np.linalg.inv(x.T @ scaled)
    return cov @ (scaled.T @ y), cov


def _reml(y: np.ndarray, d: np.ndarray, x: np.ndarray) -> float:
    """A by Fisher scoring on the restricted likelihood: ½(y'PPy - tr P) / ½ tr PP.

    P = W - WX(X'WX)⁻¹X'W is never formed: its traces come from X'W²X and X'W³X.
    """
    a = max(_prasad_rao(y, d, x), float(np.median(d)) / 10)
    for _step in range(STEPS):
        w = 1 / (a + d)
        beta, cov = _wls(y, a + d, x)
        second, third = (cov @ (x.T @ (x * (w**power)[:, None])) for power in (2, 3))
        trace = w.sum() - np.trace(second)
        information = (w**2).sum() - 2 * np.trace(third) + np.trace(second @ second)
        slope = ((w * (y - x @ beta)) ** 2).sum() - trace
        following = max(0.0, a + float(slope / information))
        if abs(following - a) <= TOLERANCE * (a + float(np.median(d))):
            return following
        a = following
    return a


def _fay_herriot(y: np.ndarray, d: np.ndarray, x: np.ndarray) -> float:
    """A where Σ (y - x'β̂)²/(A + D) = m - p, by Newton's method from 0, below the root."""
    a, wanted = 0.0, y.size - x.shape[1]
    for _step in range(STEPS):
        residual = y - x @ _wls(y, a + d, x)[0]
        excess = (residual**2 / (a + d)).sum() - wanted
        if a == 0 and excess <= 0:
            return 0.0
        step = float(excess / (residual**2 / (a + d) ** 2).sum())
        a = max(0.0, a + step)
        if abs(step) <= TOLERANCE * (a + float(np.median(d))):
            break
    return a


def _prasad_rao(y: np.ndarray, d: np.ndarray, x: np.ndarray) -> float:
    """A = max(0, (Σ r² - Σ D(1 - h))/(m - p)), r and h from ordinary least squares."""
    beta, cov = _wls(y, np.ones(y.size), x)
    leverage = np.einsum("ij,jk,ik->i", x, cov, x)
    total = ((y - x @ beta) ** 2).sum() - (d * (1 - leverage)).sum()
    return max(0.0, float(total) / (y.size - x.shape[1]))


_ESTIMATORS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], float]] = {
    "reml": _reml,
    "fh": _fay_herriot,
    "pr": _prasad_rao,
}


def _check(d, x, usable, names, method: str) -> None:
    problems = []
    if method not in METHODS:
        text = _("không có cách “{method}”; chọn {known}.")
        problems.append(text.format(method=method, known=", ".join(METHODS)))
    if bad := [name for name, each in zip(names, d, strict=True) if each < 0]:
        problems.append(_("phương sai âm: {areas}.").format(areas=", ".join(bad[:10])))
    if bad := [name for name, row in zip(names, x, strict=True) if not np.isfinite(row).all()]:
        problems.append(_("thiếu biến bổ trợ: {areas}.").format(areas=", ".join(bad[:10])))
    elif usable.sum() <= x.shape[1]:
        text = _("chỉ {m} địa bàn có ước lượng kèm sai số, cần ít nhất {least} để mượn lẫn nhau.")
        problems.append(text.format(m=int(usable.sum()), least=x.shape[1] + 1))
    elif np.linalg.matrix_rank(x[usable]) < x.shape[1]:
        problems.append(_("các biến bổ trợ phụ thuộc nhau, không tách được."))
    if problems:
        raise RequestError(Problem("small-areas", text) for text in problems)


def _sentence(area: str, value: float, own: float, model: float, mse: float) -> str:
    words = {"area": area, "value": decimal(value, 4), "model": decimal(model, 4)}
    if own == 0:
        return _("{area}: {value}, mượn toàn bộ từ mô hình.").format(**words)
    if np.isnan(mse):
        return _("{area}: {value}, giữ nguyên; sai số bằng 0 nên không nêu được sai số.").format(
            **words
        )
    text = _("{area}: {value}, gồm {own} từ mẫu của mình, {other} mượn từ mô hình ({model}).")
    return text.format(own=percent(own), other=percent(1 - own), **words)


def _notes(found: SmallAreas):
    exact = int(np.isnan(found.mse).sum())
    without = int((~(np.isfinite(found.direct) & np.isfinite(found.variance))).sum())
    fitted = len(found.areas) - exact - without
    yield _("Mô hình Fay–Herriot ({method}), {m} địa bàn; phương sai giữa các địa bàn {a}.").format(
        method=found.method, m=fitted, a=decimal(found.area_variance, 6)
    )
    yield _("Phần mượn là phần suy từ các địa bàn khác, không phải do người dân ở đó trả lời.")
    if found.area_variance == 0:
        yield _("Phương sai giữa các địa bàn ước lượng bằng 0: mọi địa bàn nhận trọn giá trị của "
                "mô hình; không dùng bảng này để xếp hạng.")  # fmt: skip
    if without:
        yield _("{n} địa bàn không có mẫu dùng được: giá trị hoàn toàn là suy đoán.").format(
            n=without
        )
    if exact:
        yield _("{n} địa bàn có sai số bằng 0 (mọi câu trả lời giống nhau): đứng ngoài mô hình, "
                "không phải là chắc chắn.").format(n=exact)  # fmt: skip
    if fitted < FEW:
        yield _("Dưới {few} địa bàn: phương sai giữa các địa bàn rất không chắc.").format(few=FEW)
