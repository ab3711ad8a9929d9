"""What went wrong, as RFC 9457 wants it told: `application/problem+json`."""

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja.errors import HttpError, Throttled, ValidationError
from pydantic import Field

from thuocdo.kernel.errors import Problem, ThuocDoError
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.web.api import validation
from thuocdo.web.api.value import Value
from thuocdo.web.site.errors import status_of

CONTENT_TYPE = "application/problem+json"

# Asked in a way that cannot be read, where the rooms below say that there is no such thing.
MALFORMED = {
    *("changes-overlap", "goal-unknown", "path-too-short", "period-format", "reference-incomplete"),
    *("periods-out-of-order", "reference-unknown", "score-outside-scale", "target-reached"),
}

_log = logging.getLogger("django.request")


class ProblemItem(Value):
    """One thing that is wrong, and the next step."""

    code: str = Field(description=N_("Mã lỗi, không đổi giữa các phiên bản"))
    message: str = Field(description=N_("Điều sai, bằng ngôn ngữ của “lang”"))
    column: str | None = Field(None, description=N_("Tham số hoặc cột bị sai, nếu có"))
    hint: str | None = Field(None, description=N_("Bước tiếp theo, nếu có"))


class ProblemDocument(Value):
    """An error by RFC 9457; `problems` lists everything that is wrong with the request."""

    type: str = Field(description=N_("Địa chỉ giải thích mã lỗi đầu tiên"))
    title: str = Field(description=N_("Loại lỗi"))
    status: int = Field(description=N_("Mã trạng thái HTTP"))
    detail: str = Field(description=N_("Lỗi đầu tiên, thành câu"))
    problems: list[ProblemItem] = Field(description=N_("Mọi lỗi của yêu cầu"))


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """The response to a request that failed with `error`; never a trace."""
    status, problems = _told(request, error)
    return document(status, problems)


def document(status: int, problems: tuple[Problem, ...]) -> HttpResponse:
    """The problem document of `problems`, at least one."""
    first = problems[0]
    body = ProblemDocument(
        type=f"{reverse('api-errors')}#{first.code}",
        title=_title(status),
        status=status,
        detail=": ".join(filter(None, (first.column, first.message))),
        problems=[
            ProblemItem(code=p.code, message=p.message, column=p.column, hint=p.hint)
            for p in problems
        ],
    )
    return HttpResponse(
        body.model_dump_json(),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store"},
    )


def unknown_path() -> HttpResponse:
    """No such address in the API."""
    hint = _("Các địa chỉ: {root}.").format(root=f"{reverse('api:api-root')}openapi.json")
    return document(404, (Problem("path-unknown", _("API không có địa chỉ này."), hint=hint),))


def wrong_method(allowed: str) -> HttpResponse:
    """The address is there, but not for this method."""
    message = _("địa chỉ này không nhận phương thức đó.")
    hint = _("Dùng một trong: {known}.").format(known=allowed)
    response = document(405, (Problem("method-not-allowed", message, hint=hint),))
    response["Allow"] = allowed
    return response


def _told(request: HttpRequest, error: Exception) -> tuple[int, tuple[Problem, ...]]:
    if isinstance(error, ThuocDoError):
        malformed = {problem.code for problem in error.problems} <= MALFORMED
        return 400 if malformed else status_of(error), error.problems
    if isinstance(error, ValidationError):
        return 400, validation.problems(error)
    status, problem = _http(error)
    if status == 500:
        _log.error("API: %s", request.path, exc_info=error)
    return status, (problem,)


def _http(error: Exception) -> tuple[int, Problem]:
    match error:
        case Throttled():
            return 429, _too_many(error)
        case RequestDataTooBig():
            return 413, Problem("upload-too-large", _("nội dung gửi lên quá lớn."))
        case Http404():
            return 404, Problem("path-unknown", _("API không có địa chỉ này."))
        case HttpError() | SuspiciousOperation():
            return 400, _unreadable()
    hint = _("Thử lại sau ít phút; nếu vẫn lỗi, báo cho người quản trị.")
    return 500, Problem("server-error", _("trang gặp lỗi."), hint=hint)


def _unreadable() -> Problem:
    hint = _("Gửi JSON bằng UTF-8; địa chỉ không chứa ký tự rỗng.")
    return Problem("request-unreadable", _("không đọc được yêu cầu."), hint=hint)


def _too_many(error: Throttled) -> Problem:
    message = _("quá nhiều yêu cầu từ một địa chỉ mạng.")
    hint = _("Thử lại sau {seconds} giây; muốn cả bộ số liệu thì tải tệp ở trang Dữ liệu.")
    return Problem("too-many-requests", message, hint=hint.format(seconds=error.wait))


def _title(status: int) -> str:
    return {
        400: _("Chưa hiểu yêu cầu"),
        404: _("Không tìm thấy"),
        405: _("Không được phép"),
        413: _("Quá lớn"),
        429: _("Quá nhiều yêu cầu"),
    }.get(status, _("Trang gặp lỗi"))
