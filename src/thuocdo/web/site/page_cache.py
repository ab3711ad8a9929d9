"""Pages of published data are made once and kept until the next publication.

A published number changes only when an edition is published, and then the site's stamp changes
(`site.stamp`). So a page is kept under its address, language, preferences and stamp,
compressed, with an ETag. Only pages without tokens or anything of one reader may be kept.
"""

import gzip
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from thuocdo.web.site.preferences import chosen
from thuocdo.web.site.stamp import of_one_publication, stamp

LARGEST = 2_000_000  # bytes of a compressed page worth keeping
LONGEST = 1_000  # signs of an address worth keeping
HEADERS = ("Content-Disposition", "Link", "X-Total-Count")  # that a page keeps
VARY = ("Accept-Encoding", "Cookie")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is kept."""

    body: bytes
    etag: str
    content_type: str
    headers: dict[str, str]


def published(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what `view` answers with 200 to a GET or HEAD until the next publication."""

    @wraps(view)
    def answer(request: HttpRequest, *arguments, **parts) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or len(request.get_full_path()) > LONGEST:
            return view(request, *arguments, **parts)
        kept = cache.get(_key(request))
        if kept is None:
            response = of_one_publication(lambda: view(request, *arguments, **parts))
            if response.status_code != 200 or response.streaming:
                return response
            kept = keep(_key(request), response)
        return respond(request, kept)

    return answer


def _key(request: HttpRequest) -> str:
    shown = ".".join(chosen(request).values())
    about = "\n".join((stamp(), get_language() or "", shown, request.build_absolute_uri()))
    return f"page:{hashlib.blake2b(about.encode(), digest_size=20).hexdigest()}"


def keep(key: str, response: HttpResponse) -> Kept:
    """Keep a response under `key`, unless it is very large."""
    body = gzip.compress(response.content, compresslevel=6, mtime=0)
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {name: response[name] for name in HEADERS if name in response}
    kept = Kept(body, etag, response.headers.get("Content-Type", ""), headers)
    if len(body) <= LARGEST:
        cache.set(key, kept)
    return kept


def respond(request: HttpRequest, kept: Kept, vary: Sequence[str] = VARY) -> HttpResponse:
    """What is kept, as this reader takes it: 304 where it has it already, compressed, or plain."""
    if kept.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(kept.body, content_type=kept.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(kept.body), content_type=kept.content_type)
    for name, value in kept.headers.items():
        response[name] = value
    response["ETag"] = kept.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, vary)
    return response
