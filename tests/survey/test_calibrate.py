"""Weights made to fit totals: what must hold, and what is said when it cannot."""

import numpy as np
import polars as pl
import pytest
from scipy import optimize

from thuocdo.kernel.errors import InputError
from thuocdo.survey.build import design
from thuocdo.survey.calibrate import calibrate
from thuocdo.survey.design import Design
from thuocdo.survey.distance_functions import BOUNDED, UNBOUNDED, logit
from thuocdo.survey.estimate import estimate
from thuocdo.survey.given_replicates import given_replicates
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.poststratify import post_stratify
from thuocdo.survey.rake import rake
from thuocdo.survey.replicates import jackknife_stratified
from thuocdo.survey.trim import trim
from thuocdo.survey.weight_diagnostics import weight_diagnostics

SEX = pl.DataFrame({"sex": ["nam", "nữ"], "total": [480.0, 520.0]})
AGE = pl.DataFrame({"age": [1, 2, 3], "total": [300.0, 450.0, 250.0]})
BOUNDS = (0.5, 2.5)
EVERY = [
    *({"distance": name} for name in UNBOUNDED),
    *({"distance": name, "bounds": BOUNDS} for name in BOUNDED),
]


def sample(size=400, seed=1) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "stratum": np.arange(size) // 100,
            "unit": np.arange(size) // 10,
            "weight": random.uniform(1, 4, size),
            "sex": np.array(["nam", "nữ"])[random.integers(0, 2, size)],
            "age": random.integers(1, 4, size),
            "income": random.gamma(2, 10, size),
            "y": random.normal(5, 1, size),
        }
    )


FRAME = sample()


def design_of(frame=FRAME) -> Design:
    return design(frame, "weight", "stratum", "unit")


def weighted(table: pl.DataFrame, weights) -> list[float]:
    (name, _total) = table.columns
    return [weights[(FRAME[name] == value).to_numpy()].sum() for value in table[name]]


def refused(call) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        call()
    return {problem.code: str(problem) for problem in caught.value.problems}


@pytest.mark.parametrize("options", EVERY, ids=lambda o: "-".join(map(str, o.values())))
class TestEveryDistance:
    def test_the_totals_are_met(self, options):
        found = calibrate(design_of(), FRAME, [SEX, AGE], {"income": 21000.0}, **options)
        weights = found.design.weights
        np.testing.assert_allclose(weighted(SEX, weights), SEX["total"], rtol=1e-10)
        np.testing.assert_allclose(weighted(AGE, weights), AGE["total"], rtol=1e-10)
        assert weights @ FRAME["income"].to_numpy() == pytest.approx(21000, rel=1e-10)
        assert found.converged

    def test_a_total_that_was_calibrated_to_has_no_error_left(self, options):
        found = calibrate(design_of(), FRAME, [SEX, AGE], {"income": 21000.0}, **options)
        men = (FRAME["sex"] == "nam").to_numpy().astype(float)
        known = Total(np.column_stack([men, FRAME["income"].to_numpy()]))
        assert estimate(found.design, known).se == pytest.approx([0, 0], abs=1e-7)

    def test_factors_stay_within_the_bounds(self, options):
        found = calibrate(design_of(), FRAME, [SEX, AGE], **options)
        low, high = options.get("bounds", (-np.inf, np.inf))
        assert found.factors.min() >= low - 1e-12
        assert found.factors.max() <= high + 1e-12

    def test_weights_that_fit_already_stay(self, options):
        first = calibrate(design_of(), FRAME, [SEX, AGE], **options).design
        again = calibrate(first, FRAME, [SEX, AGE], **options)
        np.testing.assert_allclose(again.factors, 1, rtol=1e-9)

    def test_rows_in_another_order_get_the_same_weights(self, options):
        order = np.random.default_rng(2).permutation(FRAME.height)
        other = FRAME[order]
        one = calibrate(design_of(), FRAME, [SEX, AGE], **options).design.weights
        two = calibrate(design_of(other), other, [SEX, AGE], **options).design.weights
        np.testing.assert_allclose(two, one[order], rtol=1e-10)

    def test_every_replicate_meets_the_totals(self, options):
        replicates = jackknife_stratified(design_of())
        found = calibrate(replicates, FRAME, [SEX, AGE], **options)
        for weights in found.design.replicates.T:
            np.testing.assert_allclose(weighted(AGE, weights), AGE["total"], rtol=1e-6)
        assert found.design.df == replicates.df


@pytest.mark.parametrize("make", [*UNBOUNDED.values(), *(lambda b=b: b(0.4, 3) for b in BOUNDED.values())])  # fmt: skip  # noqa: E501
def test_a_distance_starts_at_one_with_slope_one(make):
    distance = make()
    at = np.array([0.0])
    assert distance.factor(at) == pytest.approx([1])
    assert distance.slope(at) == pytest.approx([1])
    u = np.array([-0.4, 0.1, 0.8])
    change = (distance.factor(u + 1e-6) - distance.factor(u - 1e-6)) / 2e-6
    assert distance.slope(u) == pytest.approx(change, rel=1e-6)


def test_the_logit_distance_does_not_overflow():
    np.testing.assert_allclose(logit(0.5, 2).factor(np.array([-1e6, 1e6])), [0.5, 2])


def test_bounded_linear_weights_are_the_nearest_within_the_bounds():
    """SciPy's quadratic programme finds the same weights."""
    part = FRAME[:40]
    start, income = part["weight"].to_numpy(), part["income"].to_numpy()
    wanted = {"income": 1.17 * (start @ income), "one": start.sum()}
    frame = part.with_columns(one=1.0)
    found = calibrate(design_of(part), frame, [], wanted, bounds=(0.7, 1.5))
    sides = [
        {"type": "eq", "fun": lambda g: (start * g) @ income / wanted["income"] - 1},
        {"type": "eq", "fun": lambda g: (start * g).sum() / wanted["one"] - 1},
    ]
    peer = optimize.minimize(
        lambda g: (start * (g - 1) ** 2).sum(),
        np.ones(40),
        jac=lambda g: 2 * start * (g - 1),
        bounds=[(0.7, 1.5)] * 40,
        constraints=sides,
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert np.isin(found.factors.round(12), (0.7, 1.5)).sum() > 5
    np.testing.assert_allclose(found.factors, peer.x, atol=1e-5)


@pytest.mark.parametrize("distance", BOUNDED)
def test_whatever_can_be_met_within_the_bounds_is_met(distance):
    """Totals made from factors within the bounds, often close to them."""
    random = np.random.default_rng(8)
    for _case in range(40):
        part = sample(60, seed=int(random.integers(1 << 30)))
        hidden = 0.5 + 2 * random.beta(0.3, 0.5, 60)
        weights = part["weight"].to_numpy() * hidden
        tables = [
            part.select(name, total=pl.Series(weights)).group_by(name).sum().sort(name)
            for name in ("sex", "age", "unit")
        ]
        numeric = {"income": weights @ part["income"].to_numpy()}
        found = calibrate(
            design_of(part), part, tables, numeric, distance=distance, bounds=(0.49, 2.51)
        )
        met = found.diagnostics.margins
        np.testing.assert_allclose(met["after"], met["wanted"], rtol=1e-8)


def test_respondents_out_of_the_sample_stay_out():
    inside = np.arange(FRAME.height) < 300
    found = calibrate(
        Design(FRAME["weight"].to_numpy() * inside, design_of().stages), FRAME, [SEX, AGE]
    )
    assert (found.design.weights[~inside] == 0).all()
    np.testing.assert_allclose(weighted(SEX, found.design.weights), SEX["total"])
    assert np.isfinite(estimate(found.design, Mean(FRAME["y"].to_numpy())).se).all()


@pytest.mark.parametrize("method", ["post_stratify", "rake", "calibrate"])
class TestEveryWayRefuses:
    def call(self, method, *tables, frame=FRAME):
        if method == "post_stratify":
            return lambda: post_stratify(design_of(), frame, tables[0])
        return lambda: {"rake": rake, "calibrate": calibrate}[method](design_of(), frame, tables)

    def test_a_table_that_misses_a_category(self, method):
        found = refused(self.call(method, AGE.filter(pl.col("age") < 3)))
        count = FRAME.filter(pl.col("age") == 3).height
        assert f"theo age thiếu nhóm có trong mẫu: 3.0 ({count})" in found["margin-misses"] or (
            f"theo age thiếu nhóm có trong mẫu: 3 ({count})" in found["margin-misses"]
        )

    def test_missing_answers_in_a_column_of_the_table(self, method):
        gap = FRAME.with_columns(sex=pl.when(pl.col("unit") > 0).then("sex"))
        found = refused(self.call(method, SEX, frame=gap))
        assert "(thiếu) (10)" in found["margin-misses"]

    def test_a_category_without_respondents(self, method):
        table = pl.concat([AGE, pl.DataFrame({"age": [4], "total": [99.0]})])
        found = refused(self.call(method, table))
        assert "không có người trả lời: age=4." in found["margin-empty"]

    def test_a_category_of_respondents_with_a_population_of_nought(self, method):
        table = AGE.with_columns(total=pl.col("total") * (pl.col("age") > 1))
        assert "tổng thể ghi bằng 0: age=1" in refused(self.call(method, table))["margin-misses"]

    def test_an_unknown_column(self, method):
        found = refused(self.call(method, AGE.rename({"age": "tuổi"})))
        assert "không có cột “tuổi”" in found["missing-column"]

    def test_a_table_without_totals_or_categories(self, method):
        assert "“total”" in refused(self.call(method, AGE.rename({"total": "n"})))["margin-total"]
        assert "phân loại" in refused(self.call(method, AGE.drop("age")))["margin-total"]

    def test_negative_and_repeated_totals(self, method):
        assert "âm" in refused(self.call(method, AGE.with_columns(total=-1.0)))["margin-total"]
        twice = pl.concat([AGE, AGE])
        assert "hai lần" in refused(self.call(method, twice))["margin-total"]


@pytest.mark.parametrize("method", [rake, calibrate])
def test_tables_that_contradict_each_other_are_shown_with_both_sums(method):
    other = AGE.with_columns(pl.col("total") * 2)
    found = refused(lambda: method(design_of(), FRAME, [SEX, other]))["margins-contradict"]
    assert "ở tất cả: theo sex là 1000, theo age là 2000" in found


def test_a_contradiction_within_a_shared_column_names_the_category():
    cross = pl.DataFrame(
        {
            "sex": ["nam", "nam", "nam", "nữ", "nữ", "nữ"],
            "age": [1, 2, 3] * 2,
            "total": [500 / 3] * 6,
        }
    )
    found = refused(lambda: rake(design_of(), FRAME, [SEX, cross]))["margins-contradict"]
    assert "sex=nữ: theo sex là 520, theo sex, age là 500" in found


def test_all_problems_are_told_at_once():
    tables = [AGE.filter(pl.col("age") < 3), SEX.with_columns(total=9.0)]
    assert set(refused(lambda: rake(design_of(), FRAME, tables))) == {
        "margin-misses", "margins-contradict",
    }  # fmt: skip


def test_a_rounding_between_tables_is_no_contradiction():
    nearly = AGE.with_columns(pl.col("total") * (1 + 1e-8))
    assert rake(design_of(), FRAME, [SEX, nearly]).converged


def test_numbers_and_texts_of_a_category_meet():
    as_text = AGE.with_columns(pl.col("age").cast(pl.String))
    one, two = (calibrate(design_of(), FRAME, [table]).design.weights for table in (AGE, as_text))
    np.testing.assert_array_equal(one, two)


def test_a_numeric_total_that_follows_from_a_table_must_agree_with_it():
    frame = FRAME.with_columns(woman=(pl.col("sex") == "nữ").cast(pl.Int8))
    agreed = calibrate(design_of(), frame, [SEX], {"woman": 520.0})
    assert agreed.converged
    found = refused(lambda: calibrate(design_of(), frame, [SEX], {"woman": 600.0}))
    assert "woman" in found["margins-contradict"]


def test_numeric_columns_must_be_there_be_numbers_and_be_complete():
    gap = FRAME.with_columns(income=pl.when(pl.col("unit") > 1).then("income"))
    found = refused(lambda: calibrate(design_of(), gap, [], {"income": 1.0}))
    assert "thiếu giá trị ở 20 dòng" in found["margin-misses"]
    found = refused(lambda: calibrate(design_of(), FRAME, [], {"sex": 1.0}))
    assert "không phải là số" in found["margin-total"]
    assert "missing-column" in refused(lambda: calibrate(design_of(), FRAME, [], {"z": 1.0}))
    found = refused(lambda: calibrate(design_of(), FRAME, [], {"income": np.nan}))
    assert "không phải là số" in found["margin-total"]
    assert "chưa cho tổng" in refused(lambda: calibrate(design_of(), FRAME))["margin-total"]


@pytest.mark.parametrize("distance", BOUNDED)
def test_bounds_that_cannot_be_met_say_which_totals_are_off_and_by_how_much(distance):
    far = SEX.with_columns(total=pl.Series([300.0, 5000.0]))
    options = {"distance": distance, "bounds": (0.5, 1.5)}
    found = refused(lambda: calibrate(design_of(), FRAME, [far], **options))["calibration-misses"]
    assert "từ 0.5 đến 1.5 lần" in found
    assert "sex=nữ: cần 5000, đạt" in found
    assert "lệch -" in found
    kept = calibrate(design_of(), FRAME, [far], strict=False, **options)
    assert not kept.converged
    assert kept.problems[0].code == "calibration-misses"
    assert kept.factors.max() <= 1.5 + 1e-12


def test_raking_that_was_stopped_says_so():
    found = refused(lambda: rake(design_of(), FRAME, [SEX, AGE], max_iterations=1))
    assert "không hội tụ sau 1 bước" in found["calibration-misses"]
    kept = rake(design_of(), FRAME, [SEX, AGE], max_iterations=1, strict=False)
    assert not kept.converged


def test_bounds_must_hold_one_and_go_with_the_distance():
    call = lambda **options: lambda: calibrate(design_of(), FRAME, [SEX], **options)  # noqa: E731
    assert "không chứa 1" in refused(call(bounds=(1.2, 2)))["calibration-bounds"]
    assert "“logit”" in refused(call(distance="logit"))["calibration-distance"]
    assert "có giới hạn" in refused(call(distance="raking", bounds=BOUNDS))["calibration-distance"]
    assert "“chi”" in refused(call(distance="chi"))["calibration-distance"]


def test_negative_weights_of_linear_calibration_are_told():
    frame = pl.DataFrame({"w": [1.0] * 6, "x": [1.0, 1, 1, 1, 1, 10]})
    found = calibrate(design(frame, "w"), frame, [], {"x": -60.0})
    assert found.diagnostics.after.negative == 1
    assert found.problems[0].code == "weights-negative"
    assert "1 quyền số trở thành âm" in found.problems[0].message


@pytest.mark.parametrize("method", ["post_stratify", "rake", "calibrate"])
def test_a_replicate_in_which_a_category_is_empty_is_left_out_and_counted(method):
    weights = FRAME["weight"].to_numpy()
    empty = np.where(FRAME["age"] == 3, 0.0, weights)
    made = given_replicates(weights, np.column_stack([weights, empty, weights * 2]), scale=1)
    call = {"post_stratify": lambda: post_stratify(made, FRAME, AGE)}
    call |= {"rake": lambda: rake(made, FRAME, [AGE, SEX])}
    found = call.get(method, lambda: calibrate(made, FRAME, [AGE, SEX]))()
    assert found.converged
    assert "1 trong 3 bộ quyền số lặp" in found.problems[0].message
    assert np.isnan(found.design.replicates).all(axis=0).tolist() == [False, True, False]
    np.testing.assert_allclose(found.design.replicates[:, 2], found.design.weights)
    assert estimate(found.design, Mean(FRAME["y"].to_numpy())).se == pytest.approx(0, abs=1e-12)


def test_trimming_keeps_the_total_and_the_bounds():
    found = trim(design_of(), 1.5, 3.0)
    weights = found.design.weights
    assert weights.sum() == pytest.approx(FRAME["weight"].sum(), rel=1e-12)
    assert weights.min() >= 1.5
    assert weights.max() <= 3.0
    assert found.diagnostics.after.design_effect < found.diagnostics.before.design_effect


@pytest.mark.parametrize(("lower", "upper"), [(2.4, 2.6), (0.0, 2.6), (2.4, 9.0)])
def test_trimming_to_near_the_mean_still_keeps_the_total(lower, upper):
    start = FRAME["weight"].to_numpy()
    weights = trim(design_of(), lower, upper).design.weights
    assert weights.sum() == pytest.approx(start.sum(), rel=1e-12)
    assert (weights.min() >= lower) & (weights.max() <= upper)


def test_trimming_without_anything_outside_changes_nothing():
    found = trim(design_of(), 0, 100)
    np.testing.assert_array_equal(found.design.weights, FRAME["weight"].to_numpy())


def test_replicates_are_trimmed_by_the_factors_of_the_sample():
    made = jackknife_stratified(design_of())
    found = trim(made, 1.5, 3.0)
    np.testing.assert_allclose(found.design.replicates, made.replicates * found.factors[:, None])


def test_bounds_that_leave_out_the_mean_cannot_be_trimmed_to():
    assert "trung bình là" in refused(lambda: trim(design_of(), 0, 1))["trim-bounds"]


def test_kish_on_weights_one_can_check_by_hand():
    found = weight_diagnostics(np.array([1.0, 1, 1, 1, 6, 0]))
    assert (found.count, found.total, found.median) == (5, 10, 1)
    assert found.effective_n == pytest.approx(100 / 40)
    assert found.design_effect == pytest.approx(2)
    assert found.cv == pytest.approx(1)
    assert found.extreme == 1
    assert found.top_share == pytest.approx(0.6)


def test_equal_weights_cost_nothing():
    found = weight_diagnostics(np.full(250, 3.0))
    assert found.design_effect == pytest.approx(1)
    assert found.effective_n == pytest.approx(250)
    assert found.top_share == pytest.approx(3 / 250)


def test_no_weights_at_all_have_no_summary():
    with pytest.raises(ValueError, match="no respondent"):
        weight_diagnostics(np.zeros(3))
