"""What happens around every page: the reader's language, and errors told as pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from thuocdo.kernel.errors import ThuocDoError
from thuocdo.kernel.language import use_language
from thuocdo.web.site.errors import problems_page

Respond = Callable[[HttpRequest], HttpResponse]


class SpeakTheReadersLanguage:
    """Texts of every room in the language of the address: Vietnamese, English under /en/."""

    def __init__(self, respond: Respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the language, then answer."""
        use_language(get_language() or "vi")
        return self.respond(request)


class TellProblems:
    """What a person can mend becomes a page that says how, never a traceback."""

    def __init__(self, respond: Respond):
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of an error raised on purpose; others are Django's to report."""
        return problems_page(request, error) if isinstance(error, ThuocDoError) else None
