"""How what went wrong becomes a page: a status, the problems, and where to go on."""

from django.http import HttpRequest, HttpResponse

from thuocdo.kernel.errors import (
    InputError,
    OutputError,
    Problem,
    RequestError,
    ThuocDoError,
    UnitError,
)
from thuocdo.kernel.language import _
from thuocdo.web.site.pages import page

STATUS = {RequestError: 404, UnitError: 404, InputError: 400, OutputError: 500}


class FilterError(ThuocDoError):
    """An address asks with a filter, order, page or format that there is not."""


class TooLarge(ThuocDoError):
    """Something sent to the site is larger than it takes."""


STATUS |= {FilterError: 400, TooLarge: 413}


def status_of(error: ThuocDoError) -> int:
    """The HTTP status of an error."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)


def problems_page(request: HttpRequest, error: ThuocDoError) -> HttpResponse:
    """The page that tells a reader what is wrong and what to do next."""
    return _page(request, status_of(error), error.problems)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address."""
    hint = _("Tìm đơn vị bằng ô tìm kiếm, hoặc bắt đầu từ trang chủ.")
    problem = Problem("page-unknown", _("không có trang này."), hint=hint)
    return _page(request, 404, (problem,))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    problem = Problem("request-unreadable", _("không đọc được yêu cầu."))
    return _page(request, 400, (problem,))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that may not be made."""
    problem = Problem("request-forbidden", _("không được phép làm việc này."))
    return _page(request, 403, (problem,))


def token_missing(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from elsewhere, or from a page left open too long."""
    hint = _("Mở lại trang rồi gửi lại; trình duyệt cần cho phép cookie của trang này.")
    problem = Problem("form-expired", _("không xác nhận được biểu mẫu."), hint=hint)
    return _page(request, 403, (problem,))


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; the log knows more."""
    hint = _("Thử lại sau ít phút; nếu vẫn lỗi, báo cho người quản trị.")
    return _page(request, 500, (Problem("server-error", _("trang gặp lỗi."), hint=hint),))


def _page(request: HttpRequest, status: int, problems: tuple[Problem, ...]) -> HttpResponse:
    return page(request, "site/problems.html", {"status": status, "problems": problems}, status)
