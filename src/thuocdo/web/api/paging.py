"""Long answers by pages: bounded, with where to go on."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import plain
from thuocdo.kernel.tables import N_
from thuocdo.web.api.value import Asked, Value, shown
from thuocdo.web.site.errors import FilterError

LARGEST = 1_000  # rows of a page
DEEPEST = 200_000  # rows that can be reached by turning pages; beyond, take the whole edition


class PageAsked(Asked):
    """Which page of a long answer."""

    page: int = Field(
        1, ge=1, le=1_000_000, description=N_("Trang, từ 1"), json_schema_extra=shown(1)
    )
    page_size: int = Field(
        100,
        ge=1,
        le=LARGEST,
        description=N_("Số dòng một trang"),
        json_schema_extra=shown(100),
    )


class Paged(Value):
    """Where a page stands in the whole."""

    total: int = Field(description=N_("Số dòng của cả câu trả lời"))
    page: int = Field(description=N_("Trang này"))
    page_size: int = Field(description=N_("Số dòng nhiều nhất của một trang"))
    pages: int = Field(description=N_("Số trang"))
    next: str | None = Field(description=N_("Địa chỉ trang sau; null ở trang cuối"))
    previous: str | None = Field(description=N_("Địa chỉ trang trước; null ở trang đầu"))


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of `total` rows, as asked for."""

    request: HttpRequest
    asked: PageAsked
    total: int

    @property
    def window(self) -> slice:
        """Which rows. Raises `RequestError` beyond the end, `FilterError` where it is too deep."""
        start = (self.asked.page - 1) * self.asked.page_size
        if self.asked.page > self.pages:
            raise RequestError(_beyond(self.pages))
        if start >= DEEPEST:
            raise FilterError(_too_deep())
        return slice(start, start + self.asked.page_size)

    @property
    def pages(self) -> int:
        """How many pages; one where there is nothing."""
        return max(1, -(-self.total // self.asked.page_size))

    @property
    def place(self) -> dict[str, object]:
        """The fields of `Paged`."""
        page = self.asked.page
        return {
            "total": self.total,
            "page": page,
            "page_size": self.asked.page_size,
            "pages": self.pages,
            "next": self._address(page + 1) if page < self.pages else None,
            "previous": self._address(page - 1) if page > 1 else None,
        }

    def link(self, response: HttpResponse) -> HttpResponse:
        """`response` with the headers Link and X-Total-Count."""
        ends = {"next": self.place["next"], "prev": self.place["previous"]}
        links = [f'<{href}>; rel="{name}"' for name, href in ends.items() if href]
        if links:
            response["Link"] = ", ".join(links)
        response["X-Total-Count"] = str(self.total)
        return response

    def _address(self, page: int) -> str:
        query = self.request.GET.copy()
        query["page"] = str(page)
        return f"{self.request.path}?{query.urlencode()}"


def _beyond(pages: int) -> Problem:
    message = _("không có trang này; trang cuối là {last}.").format(last=pages)
    return Problem("page-beyond-end", message, column="page")


def _too_deep() -> Problem:
    message = _("lật trang chỉ tới được {rows} dòng đầu.").format(rows=plain(DEEPEST))
    hint = _("Lọc hẹp lại, hoặc tải cả bảng điểm ở trang Dữ liệu.")
    return Problem("page-too-deep", message, column="page", hint=hint)
