"""What is wrong with parameters, each of them, as problems in the reader's language."""

from ninja.errors import ValidationError

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _


def problems(error: ValidationError) -> tuple[Problem, ...]:
    """One problem for each parameter that cannot be read."""
    return tuple(_problem(each) for each in error.errors)


def _problem(error: dict) -> Problem:
    place = [part for part in error["loc"][1:] if part not in {"asked", "given"}]
    name = ".".join(str(part) for part in place) or str(error["loc"][0])
    if error["type"] == "missing":
        return Problem("parameter-missing", _("thiếu tham số này."), column=name)
    return Problem("parameter-invalid", _message(error["type"], error.get("ctx", {})), column=name)


def _message(kind: str, context: dict) -> str:
    if kind in _plain():
        return _plain()[kind]
    for ending, text in _filled().items():
        if kind.endswith(ending):
            return text.format(**context | {"expected": _listed(context)})
    return _("giá trị không hợp lệ.")


def _listed(context: dict) -> str:
    return str(context.get("expected", "")).replace(" or ", ", ")


def _plain() -> dict[str, str]:
    number, day = _("không phải số nguyên."), _("không phải một ngày; viết như 2025-07-01.")
    return {
        "int_parsing": number,
        "int_parsing_size": number,
        "int_type": number,
        "date_from_datetime_parsing": day,
        "date_from_datetime_inexact": day,
        "date_parsing": day,
        "string_type": _("không phải văn bản."),
    }


def _filled() -> dict[str, str]:
    return {
        "literal_error": _("chỉ nhận: {expected}."),
        "less_than_equal": _("lớn hơn mức nhận được ({le})."),
        "greater_than_equal": _("nhỏ hơn mức nhận được ({ge})."),
        "string_too_long": _("dài hơn {max_length} ký tự."),
        "string_too_short": _("ngắn hơn {min_length} ký tự."),
        "too_long": _("nhiều hơn {max_length} giá trị."),
        "too_short": _("cần ít nhất {min_length} giá trị."),
    }
