"""Addresses of the API: `/api/v1/`."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, re_path, reverse
from ninja import Query
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from thuocdo.kernel.tables import N_
from thuocdo.version import __version__
from thuocdo.web.api import claims, diagnoses, editions, frameworks, problems, scores, units
from thuocdo.web.api.document import DocumentedApi
from thuocdo.web.api.frame import framed, unknown_path
from thuocdo.web.api.kept import kept
from thuocdo.web.api.throttle import AddressThrottle
from thuocdo.web.api.value import Asked, Value

VERSION = "v1"

api = DocumentedApi(
    title="Thước Đo",
    version=__version__,
    description=N_(
        "Điểm, thứ hạng, nhóm của các tỉnh, thành phố theo các bộ chỉ số công bố; chỉ đọc, không "
        "cần tài khoản. Điểm không làm tròn. Không công bố là null với status “withheld”, không "
        "bao giờ là 0. Muốn cả bảng điểm thì tải tệp Parquet ở trang Dữ liệu thay vì lật trang."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    throttle=AddressThrottle(),
)


class Start(Value):
    """Where to begin."""

    version: str = Field(description=N_("Phiên bản phần mềm"))
    document: str = Field(description=N_("Tài liệu OpenAPI"))
    help: str = Field(description=N_("Trang hướng dẫn"))
    addresses: list[str] = Field(description=N_("Các địa chỉ"))


@api.get(
    "",
    response=Start,
    summary=N_("Bắt đầu"),
    description=N_("Các địa chỉ của API."),
    operation_id="start",
    openapi_extra={"x-example": ""},
)
def start(request: HttpRequest, asked: Query[Asked]):
    """Where to begin."""
    return Start(
        version=__version__,
        document=reverse("api:openapi"),
        help=reverse("api-page"),
        addresses=list(api.get_openapi_schema()["paths"]),
    )


@api.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest, asked: Query[Asked]):
    """The OpenAPI document."""
    return api.create_response(request, api.get_openapi_schema(), status=200)


for prefix, part in (
    ("/frameworks", frameworks),
    ("/units", units),
    ("", scores),
    ("", diagnoses),
    ("/claims", claims),
    ("", editions),
):
    api.add_router(prefix, part.router)
api.add_decorator(kept)
for kind in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(kind, problems.answer)


def explained(request: HttpRequest) -> HttpResponse:
    """Where codes of problems are explained; browsers keep the code after `#`."""
    return HttpResponseRedirect(reverse("api-page"))


patterns, _app, namespace = api.urls
urlpatterns = [
    path(f"{VERSION}/errors", explained, name="api-errors"),
    path(f"{VERSION}/", include((framed(patterns), "ninja"), namespace=namespace)),
    re_path(r"^", unknown_path),
]
