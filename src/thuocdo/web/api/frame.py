"""What happens around every answer of the API: language, methods, errors as problem documents."""

from collections.abc import Callable, Iterable
from functools import wraps

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt

from thuocdo.kernel.language import LANGUAGES, language, use_language
from thuocdo.web.api import problems

View = Callable[..., HttpResponse]


def framed(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, whose views answer as `answering` says."""
    patterns = list(patterns)
    for each in patterns:
        each.callback = answering(each.callback)
    return patterns


def answering(view: View) -> View:
    """`view` in the language of `lang`, with HEAD, OPTIONS and problem documents."""

    # No cookie or token says who asks, so a forged request could do nothing more.
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *arguments, **parts) -> HttpResponse:
        use_language("vi")
        try:
            _speak(request)
            response = _by_method(view, request, arguments, parts)
        except Exception as error:
            response = problems.answer(request, error)
        response["Content-Language"] = language()
        return response

    return answer


@csrf_exempt
def unknown_path(request: HttpRequest) -> HttpResponse:
    """No such address in the API."""
    return problems.unknown_path()


def _by_method(view: View, request: HttpRequest, arguments, parts) -> HttpResponse:
    if "\0" in request.path_info or any("\0" in each for each in _asked(request)):
        raise SuspiciousOperation("NUL in the address")
    method = request.method
    if method == "HEAD":
        request.method = "GET"
    response = view(request, *arguments, **parts)
    request.method = method
    if response.status_code == 405:
        return _other_method(method, response)
    return _without_body(response) if method == "HEAD" else response


def _speak(request: HttpRequest) -> None:
    wanted = request.GET.get("lang", "")
    use_language(wanted if wanted in LANGUAGES else "vi")


def _asked(request: HttpRequest) -> Iterable[str]:
    for name, values in request.GET.lists():
        yield name
        yield from values


def _other_method(method: str | None, response: HttpResponse) -> HttpResponse:
    given = {name.strip() for name in response["Allow"].split(",")}
    allowed = ", ".join(sorted(given | {"OPTIONS"} | ({"HEAD"} if "GET" in given else set())))
    if method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": allowed})
    return problems.wrong_method(allowed)


def _without_body(response: HttpResponse) -> HttpResponse:
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response
