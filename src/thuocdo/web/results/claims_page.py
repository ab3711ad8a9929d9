"""Checks a text against the published numbers: pasted or sent as a file, never kept."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from thuocdo.claims import Document
from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.web.results.checking import CheckedText, check
from thuocdo.web.site.files import table_file
from thuocdo.web.site.pages import page

MOST_LETTERS = Document("", b"").most_letters
HEADERS = {
    "paragraph": N_("Đoạn"),
    "sentence": N_("Câu"),
    "index": N_("Chỉ số"),
    "node": N_("Nội dung"),
    "unit": N_("Mã đơn vị"),
    "unit_name": N_("Đơn vị"),
    "year": N_("Năm"),
    "field": N_("Điều được nói"),
    "said": N_("Bài viết nói"),
    "result": N_("Kết luận"),
    "ours": N_("Số liệu công bố"),
    "detail": N_("Chi tiết"),
    "explanation": N_("Nguyên nhân có thể"),
    "source": N_("Nguồn"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def claims(request: HttpRequest) -> HttpResponse:
    """The form; after it was sent, the text with its verdicts."""
    if request.method != "POST":
        return _form(request)
    try:
        checked = check(_document(request))
    except InputError as error:
        return _form(request, problems=error.problems, status=400)
    if request.POST.get("format") == "xlsx":
        headers = {name: _(header) for name, header in HEADERS.items()}
        return table_file(checked.report.table(), "xlsx", "doi-chieu", headers)
    return _form(request, checked)


def _form(
    request: HttpRequest,
    checked: CheckedText | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    values = {
        "checked": checked,
        "problems": problems,
        "text": request.POST.get("text", "")[:MOST_LETTERS],
        "most": MOST_LETTERS,
    }
    return page(request, "results/claims.html", values, status)


def _document(request: HttpRequest) -> Document:
    """What was sent: the file when there is one, else the text that was typed."""
    sent = request.FILES.get("file")
    if sent is not None:
        return Document(sent.name, sent.read())
    text = request.POST.get("text", "")
    if text.strip():
        return Document(_("văn bản"), text.encode())
    hint = _("Dán một đoạn bài viết, hoặc chọn một tệp.")
    raise InputError(Problem("empty-text", _("Chưa có văn bản nào để đối chiếu."), hint=hint))
