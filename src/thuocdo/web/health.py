"""For the machines that watch the site: is it alive, and can it serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from thuocdo.version import __version__
from thuocdo.web.results.models import Edition


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok", "version": __version__})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and holds published data; else 503 with what is missing."""
    try:
        connection.ensure_connection()
        editions = Edition.objects.filter(current=True).count()
    except DatabaseError:
        return JsonResponse({"status": "no-database"}, status=503)
    if not editions:
        return JsonResponse({"status": "no-data"}, status=503)
    return JsonResponse({"status": "ok", "editions": editions})
