"""From YAML text to a checked document, all mistakes of a file at once."""

from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from thuocdo.catalog import documents
from thuocdo.catalog.yaml_lines import Path_, YamlFile, read_yaml
from thuocdo.kernel.errors import DefinitionError, Problem
from thuocdo.kernel.language import _

D = TypeVar("D", bound=BaseModel)

_KEYS = sorted(
    {
        field.alias or name
        for model in vars(documents).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)


def read_document(path: Path, model: type[D], shown: str) -> tuple[D | None, YamlFile, list]:
    """Read `path` as a `model`: the document (None when wrong), its lines, its problems."""
    try:
        file = read_yaml(path, shown)
    except DefinitionError as error:
        return None, YamlFile(path, {}), list(error.problems)
    try:
        document = model.model_validate(file.data)
    except ValidationError as error:
        found = [_problem(detail, file, shown) for detail in error.errors()]
        return None, file, file.problems + found
    return document, file, list(file.problems)


def _problem(detail: dict, file: YamlFile, shown: str) -> Problem:
    where: Path_ = tuple(part for part in detail["loc"] if part != "[key]")
    key = ".".join(str(part) for part in where)
    message, hint = _words(detail, where)
    return Problem(
        f"definition-{detail['type'].replace('_', '-')}"
        if detail["type"] in ("missing", "extra_forbidden")
        else "definition-value",
        message,
        shown,
        file.line(where),
        key or None,
        hint,
    )


def _words(detail: dict, where: Path_) -> tuple[str, str | None]:
    kind, given = detail["type"], detail.get("input")
    last = str(where[-1]) if where else ""
    if kind == "missing":
        return _("thiếu mục bắt buộc này."), _("Thêm “{key}: …”.").format(key=last)
    if kind == "extra_forbidden":
        return _("mục này không có trong khuôn mẫu."), did_you_mean(last, _KEYS)
    if kind in ("literal_error", "enum"):
        allowed = _allowed(detail)
        return (
            _("“{given}” không phải giá trị được phép ({allowed}).").format(
                given=given, allowed=", ".join(allowed)
            ),
            did_you_mean(str(given), allowed),
        )
    if kind == "string_pattern_mismatch":
        return (
            _("“{given}” chứa ký tự không được phép.").format(given=given),
            _("Chỉ dùng chữ không dấu, chữ số, dấu gạch dưới và dấu chấm giữa các phần."),
        )
    if kind == "string_too_short":
        return _("mục này để trống."), _("Điền nội dung hoặc bỏ hẳn mục này.")
    expected = _expected(kind)
    return _("“{given}” không phải {expected}.").format(
        given=_short(given), expected=expected
    ), None


def _allowed(detail: dict) -> list[str]:
    # pydantic lists the choices as English prose ("'a', 'b' or 'c'").
    text = detail.get("ctx", {}).get("expected", "")
    return [part.strip(" '") for part in text.replace(" or ", ", ").split(",") if part.strip()]


def _expected(kind: str) -> str:
    names = {
        "float": _("một số"),
        "finite": _("một số"),
        "greater": _("một số từ 0 đến 1"),
        "less": _("một số từ 0 đến 1"),
        "int": _("một số nguyên"),
        "date": _("một ngày (năm-tháng-ngày, ví dụ 2025-07-01)"),
        "list": _("một danh sách"),
        "dict": _("một bảng mục: giá trị"),
        "model": _("một bảng mục: giá trị"),
        "bool": _("true hoặc false"),
        "string": _("một dòng chữ"),
        "value": _("một kỳ (2024, 2024-Q2 hoặc 2024-06)"),
    }
    return next((name for start, name in names.items() if kind.startswith(start)), _("hợp lệ"))


def _short(given: object) -> str:
    text = str(given)
    return text if len(text) <= 40 else text[:37] + "…"


def did_you_mean(given: str, known: list[str] | tuple[str, ...]) -> str | None:
    """A suggestion when something close to `given` is known, else None."""
    close = get_close_matches(given, known, n=1, cutoff=0.6)
    return _("Có phải “{close}”?").format(close=close[0]) if close else None
