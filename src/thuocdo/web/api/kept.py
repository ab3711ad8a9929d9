"""Answers are made once and kept until the next publication, as pages are (`site.page_cache`)."""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from thuocdo.catalog.reading import did_you_mean
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.web.api.formats import wanted
from thuocdo.web.site.errors import FilterError
from thuocdo.web.site.page_cache import LONGEST, keep, respond
from thuocdo.web.site.stamp import of_one_publication, stamp

VARY = ("Accept", "Accept-Encoding")


def kept(view: Callable[..., Schema | HttpResponse]) -> Callable[..., HttpResponse]:
    """The answer of an operation as JSON; to GET kept, with an ETag, compressed."""

    @wraps(view)
    def answer(request: HttpRequest, **asked) -> HttpResponse:
        _refuse_unknown(request, view)
        if request.method != "GET" or len(request.get_full_path()) > LONGEST:
            return _response(view(request, **asked))
        found = cache.get(_key(request))
        if found is None:
            response = of_one_publication(lambda: _response(view(request, **asked)))
            found = keep(_key(request), response)
        return respond(request, found, VARY)

    return answer


def _response(made: Schema | HttpResponse) -> HttpResponse:
    if isinstance(made, HttpResponse):
        return made
    return HttpResponse(made.model_dump_json(), content_type="application/json")


def _key(request: HttpRequest) -> str:
    # "Today" is the default of some questions, so an answer holds for a day.
    about = "\n".join((stamp(), str(date.today()), wanted(request), request.build_absolute_uri()))
    return f"api:{hashlib.blake2b(about.encode(), digest_size=20).hexdigest()}"


def _refuse_unknown(request: HttpRequest, view: Callable) -> None:
    """A misspelt filter that was ignored would answer another question than was asked."""
    models = view._ninja_operation.models
    queries = [model for model in models if model.__ninja_param_source__ == "query"]
    known = sorted(name for model in queries for name in model.__ninja_flatten_map__)
    message = _("không có tham số này ở đây.")
    listed = _("Các tham số: {known}.").format(known=", ".join(known) or "–")
    unknown = [
        Problem("parameter-unknown", message, column=name, hint=did_you_mean(name, known) or listed)
        for name in request.GET
        if name not in known
    ]
    if unknown:
        raise FilterError(unknown)
