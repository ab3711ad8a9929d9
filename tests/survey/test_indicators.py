"""From answers to numbers: what counts, what does not, and the account of both."""

import numpy as np
import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.indicators import indicators
from thuocdo.survey.measures import MeasureDocument

MEASURE = {
    "code": "a", "label": {"vi": "A", "en": "A"}, "source": "thử", "status": "confirmed",
    "node": "1.1", "questions": ["q1"], "kind": "share", "yes": ["1"],
}  # fmt: skip


def document(*changes, **head):
    return MeasureDocument.model_validate(
        {
            "measures": "thu", "label": {"vi": "Thử", "en": "Trial"}, "source": "thử",
            "status": "confirmed", "framework": "papi", "period": "2024",
            "design": {"weights": "w"}, "unit": {"column": "tinh"},
            "dont_know": ["88"], "refused": ["99"],
            "indicators": [{**MEASURE, **change} for change in changes or ({},)], **head,
        }
    )  # fmt: skip


def read(answers, *changes, **head):
    frame = answers if isinstance(answers, pl.DataFrame) else pl.DataFrame({"q1": answers})
    return indicators(frame, document(*changes, **head))


def column(made, j=0):
    return [None if np.isnan(v) else v for v in made.values[:, j].tolist()]


def test_a_share_counts_the_yes_codes_among_valid_answers():
    made = read([1, 2, 88, 99, None, 7], {"valid": ["1", "2"]})
    assert column(made) == [1, 0, None, None, None, None]
    tally = made.tallies[0]
    assert (tally.rows, tally.in_base, tally.valid) == (6, 6, 2)
    assert (tally.dont_know, tally.refused, tally.blank, tally.out_of_range) == (1, 1, 1, 1)
    assert tally.odd_codes == (("7", 1),)


def test_every_row_is_accounted_for():
    rng = np.random.default_rng(1)
    answers = pl.Series(rng.choice([1, 2, 3, 77, 88, 99], 500)).cast(pl.Int8)
    frame = pl.DataFrame({"q1": answers.set(pl.Series(rng.random(500) < 0.1), None),
                          "q2": rng.integers(1, 3, 500)})  # fmt: skip
    base = [{"question": "q2", "in": ["1"]}]
    for tally in read(frame, {"valid": ["1", "2", "3"], "base": base}).tallies:
        parts = (tally.outside_base, tally.valid, tally.dont_know, tally.refused,
                 tally.out_of_range, tally.blank)  # fmt: skip
        assert sum(parts) == tally.rows == 500
        assert min(parts) > 0


def test_dont_know_named_in_recode_is_an_answer():
    change = {"kind": "mean", "yes": [], "recode": {"1": 1, "2": 0, "88": 0},
              "scale": {"min": 0, "max": 1}}  # fmt: skip
    assert column(read([1, 2, 88, 99], change)) == [1, 0, 0, None]


def test_recode_names_all_codes_that_are_answers_unless_valid_says_more():
    change = {"kind": "mean", "yes": [], "recode": {"1": 5}, "scale": {"min": 0, "max": 5}}
    assert column(read([1, 2], change)) == [5, None]
    assert column(read([1, 2], change | {"valid": {"min": 1, "max": 3}})) == [5, 2]


def test_top2_takes_the_two_highest_values_of_the_scale():
    change = {
        "kind": "top2",
        "yes": [],
        "scale": {"min": 1, "max": 5},
        "valid": {"min": 1, "max": 5},
    }
    assert column(read([1, 3, 4, 5, 6], change)) == [0, 0, 1, 1, None]


def test_mean_of_items_averages_what_a_person_answered():
    frame = pl.DataFrame({"q1": [1, 2, 88], "q2": [3, None, 99], "q3": [5, 4, 9]})
    change = {"kind": "mean_of_items", "yes": [], "questions": ["q1", "q2", "q3"],
              "valid": {"min": 1, "max": 5}, "scale": {"min": 1, "max": 5}}  # fmt: skip
    made = read(frame, change)
    assert column(made) == [3, 3, None]
    assert made.tallies[0].valid == 2
    assert made.tallies[0].odd_codes == (("9", 1),)


def test_only_those_the_question_was_for_are_counted():
    frame = pl.DataFrame({"q1": [1, 2, 1, 1], "q2": [1, 1, 2, None]})
    made = read(frame, {"base": [{"question": "q2", "in": ["1"]}]})
    assert column(made) == [1, 0, None, None]
    assert made.tallies[0].outside_base == 2
    assert made.tallies[0].answered_outside_base == 2


def test_texts_are_codes_too():
    change = {"yes": ["Có"], "valid": ["Có", "Không"], "dont_know": ["KB"]}
    made = read(["Có", " Không", "KB", "", "có lẽ"], change)
    assert column(made) == [1, 0, None, None, None]
    assert made.tallies[0].odd_codes == (("có lẽ", 1),)
    assert (made.tallies[0].dont_know, made.tallies[0].blank) == (1, 1)


def test_a_text_nobody_named_is_not_an_answer_even_without_a_valid_range():
    change = {"kind": "mean", "yes": [], "scale": {"min": 0, "max": 10}}
    made = read(["3", "4,5x", "88"], change)
    assert column(made) == [3, None, None]
    assert made.tallies[0].odd_codes == (("4,5x", 1),)


def test_a_question_that_is_not_there_is_told_with_the_closest_for_all_indicators_at_once():
    frame = pl.DataFrame({"q10a": [1], "q2": [1]})
    with pytest.raises(InputError) as told:
        read(
            frame, {"questions": ["q10"]}, {"code": "b", "base": [{"question": "q3", "in": ["1"]}]}
        )
    assert [problem.code for problem in told.value.problems] == ["question-absent"] * 3
    assert "q10a" in told.value.problems[0].hint


def test_an_indicator_nobody_answered_is_an_error_that_says_where_they_went():
    with pytest.raises(InputError) as told:
        read([88, 99, None, 5], {"valid": ["1", "2"]})
    assert told.value.problems[0].code == "answers-all-missing"
    assert "4 người được hỏi" in told.value.problems[0].message


def test_codes_outside_the_valid_range_are_an_error_when_asked_for():
    frame = pl.DataFrame({"q1": [1, 7, 7, 6]})
    made = indicators(frame, document({"valid": ["1", "2"]}))
    assert made.tallies[0].odd_codes == (("7", 2), ("6", 1))
    with pytest.raises(InputError, match=r"7 \(2 lần\), 6 \(1 lần\)") as told:
        indicators(frame, document({"valid": ["1", "2"]}), strict=True)
    assert told.value.problems[0].code == "answers-out-of-range"
