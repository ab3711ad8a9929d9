"""The one way from a page to published numbers: the edition in force, its rows, its panel."""

import io
from collections import OrderedDict
from datetime import date
from functools import cache
from threading import Lock

import polars as pl
from django.conf import settings
from django.db.models import F, QuerySet

from thuocdo.catalog import load
from thuocdo.catalog.framework import Framework
from thuocdo.diagnosis import Panel
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.kernel.period import Period
from thuocdo.web.results.models import Edition, Score

KEPT = 8  # panels that a worker keeps
_panels: OrderedDict[str, Panel] = OrderedDict()
_lock = Lock()


@cache
def definition(name: str) -> Framework:
    """The framework `name`, bundled or of the site's own. Raises `RequestError`."""
    return load.framework(name, settings.DEFINITIONS)


def editions() -> list[Edition]:
    """The editions in force, those on the units as they were before those carried over."""
    own_first = F("territory").asc(nulls_first=True)
    return list(Edition.objects.filter(current=True).order_by("framework", own_first, "id"))


def current(framework: str, territory: date | None = None) -> Edition:
    """The edition of `framework` in force. Raises `RequestError` where there is none."""
    found = Edition.objects.filter(framework=framework, territory=territory, current=True).first()
    if found is not None:
        return found
    raise RequestError(_no_edition(framework, territory))


def of_unit(unit: str) -> list[Edition]:
    """The editions in force in which a unit (its id) has rows."""
    ids = Score.objects.filter(unit=unit, edition__current=True).values("edition").distinct()
    return list(Edition.objects.filter(id__in=ids).order_by("framework", "id"))


def rows(edition: Edition, **filters) -> QuerySet[Score]:
    """Rows of an edition, for example `rows(edition, period="2024", node="papi/2")`."""
    return Score.objects.filter(edition=edition, **filters)


def read_period(edition: Edition, text: str | None) -> Period:
    """A period of the edition, the last one where `text` is empty. Raises `RequestError`."""
    if not text:
        return Period.parse(edition.periods[-1])
    if text in edition.periods:
        return Period.parse(text)
    message = _("không có số liệu {framework} kỳ “{period}”.")
    hint = _("Các kỳ đã có: {known}.").format(known=", ".join(edition.periods))
    text = message.format(framework=edition.framework, period=text)
    raise RequestError(Problem("period-without-data", text, hint=hint))


def scores_through_time(edition: Edition, node: str) -> list[tuple[str, float | None]]:
    """The period and the score of each row of a node (its path). One column of a file is read
    sooner than tens of thousands of rows of the database.
    """
    rows = pl.scan_parquet(edition.scorebook.path).filter(node=node)
    return rows.select("period", "score").collect().rows()


def panel(edition: Edition) -> Panel:
    """The whole edition laid out for diagnosis. Kept by the worker: an edition never changes."""
    file = edition.scorebook.path  # named after what it holds
    with _lock:
        if file in _panels:
            _panels.move_to_end(file)
            return _panels[file]
    made = Panel(definition(edition.framework), _by_period(edition))
    with _lock:
        _panels[file] = made
        while len(_panels) > KEPT:
            _panels.popitem(last=False)
    return made


def _by_period(edition: Edition) -> dict[Period, pl.LazyFrame]:
    """The rows of each period, read from the file when they are asked for."""
    book = pl.scan_parquet(edition.scorebook.path)
    return {Period.parse(text): book.filter(period=text) for text in edition.periods}


def scorebook(edition: Edition) -> pl.DataFrame:
    """The published scorebook, as it was computed."""
    return _read(edition.scorebook)


def measurements(edition: Edition) -> pl.DataFrame:
    """The measurements that the scorebook was computed from."""
    return _read(edition.measurements)


def _read(file) -> pl.DataFrame:
    with file.open("rb") as opened:
        return pl.read_parquet(io.BytesIO(opened.read()))


def _no_edition(framework: str, territory: date | None) -> Problem:
    known = sorted(set(Edition.objects.filter(current=True).values_list("framework", flat=True)))
    message = _("chưa có số liệu công bố của bộ chỉ số “{name}”.").format(name=framework)
    if territory and framework in known:
        message = _("chưa có số liệu “{name}” quy về địa giới ngày {day}.")
        message = message.format(name=framework, day=day(territory))
    return Problem(
        "edition-unknown", message, hint=_("Đang có: {known}.").format(known=", ".join(known))
    )
