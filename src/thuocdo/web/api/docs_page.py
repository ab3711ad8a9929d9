"""The page that explains the API, made of its OpenAPI document."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.web.api import paging, throttle
from thuocdo.web.api.claims import COST, LONGEST
from thuocdo.web.api.guide import guide_of
from thuocdo.web.api.urls import api as documented
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

CODES = {
    "parameter-missing": N_("Thiếu một tham số bắt buộc."),
    "parameter-invalid": N_("Một tham số không đọc được, hoặc ngoài mức cho phép."),
    "parameter-unknown": N_("Địa chỉ này không có tham số đó; thường là gõ nhầm tên."),
    "request-unreadable": N_("Nội dung gửi lên không phải JSON, hoặc địa chỉ có ký tự lạ."),
    "edition-unknown": N_("Chưa có số liệu công bố của bộ chỉ số hoặc địa giới đó."),
    "period-without-data": N_("Bộ chỉ số không có số liệu kỳ đó."),
    "node-unknown": N_("Bộ chỉ số không có nội dung đó."),
    "node-not-in-force": N_("Nội dung có, nhưng không phải ở kỳ đó."),
    "unit-unknown": N_("Không đơn vị nào mang tên hoặc mã đó."),
    "unit-not-in-force": N_("Đơn vị có, nhưng không phải vào ngày đó; thông báo nói nay ở đâu."),
    "unit-withheld": N_("Điểm không được công bố, nên không tính tiếp được."),
    "page-beyond-end": N_("Số trang lớn hơn trang cuối."),
    "page-too-deep": N_("Lật trang quá sâu; lọc hẹp lại hoặc tải cả bảng điểm."),
    "path-unknown": N_("API không có địa chỉ đó."),
    "method-not-allowed": N_("Địa chỉ không nhận phương thức đó; xem tiêu đề Allow."),
    "upload-too-large": N_("Nội dung gửi lên quá lớn."),
    "too-many-requests": N_("Quá nhiều yêu cầu; chờ số giây trong tiêu đề Retry-After."),
    "server-error": N_("Lỗi của trang, không phải của người hỏi."),
}


@published
@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """How programs read the published numbers."""
    host = request.build_absolute_uri("/").rstrip("/")
    values = {
        "guide": guide_of(documented.get_openapi_schema(), host),
        "document": reverse("api:openapi"),
        "host": host,
        "rate": throttle.limit(settings.API_RATE),
        "largest": paging.LARGEST,
        "deepest": paging.DEEPEST,
        "longest": LONGEST,
        "cost": COST,
        "codes": [(code, _(meaning)) for code, meaning in CODES.items()],
    }
    return page(request, "results/api.html", values)
