"""How indices are computed: every framework, and each in one of its periods."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from thuocdo.catalog import load
from thuocdo.catalog.framework import Framework, Tree
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.reports.general_method import general_method
from thuocdo.reports.method import method_of
from thuocdo.reports.method_views import Method
from thuocdo.web.results import addresses, asked, books, method_file
from thuocdo.web.results.models import Edition
from thuocdo.web.results.models import Framework as FrameworkRow
from thuocdo.web.site.files import ON_PAGES, wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@dataclass(frozen=True, slots=True)
class MethodCard:
    """A framework: who owns it, what it rests on, its periods from the last."""

    name: str
    abbreviation: str
    label: str
    owner: str
    source: str
    nodes: int
    periods: tuple[str, ...]


@published
@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """Every framework, and what holds for all of them."""
    values = {"cards": _cards(), "general": tuple(general_method())}
    return page(request, "results/methods.html", values)


@published
@require_safe
def method(request: HttpRequest, framework: str, period: str | None = None) -> HttpResponse:
    """How an index is computed in a period, by default its last; the form comes here too."""
    kind = wanted_format(request)
    found = load.framework(framework, settings.DEFINITIONS)
    if found.name != framework:
        return redirect(addresses.method(found.name, period), permanent=True)
    chosen = asked.word(request, "period")
    if period is None and chosen:
        return HttpResponseRedirect(addresses.method(found.name, _read(found, chosen)))
    tree = found.on(_read(found, period))
    shown = method_of(found, tree.period, _scores(tree))
    if kind:
        return method_file.tree_file(tree, shown, kind)
    return page(request, "results/method.html", _values(found, shown))


def _values(found: Framework, shown: Method) -> dict:
    there = addresses.method(found.name, shown.period)
    return {
        "method": shown,
        "periods": [str(period) for period in reversed(_periods(found))],
        "edition": _published(found, shown.period),
        "general": tuple(general_method()),
        "canonical": there,
        "files": {kind: addresses.with_query(there, format=kind) for kind in ON_PAGES},
    }


def _cards() -> list[MethodCard]:
    order = dict(FrameworkRow.objects.values_list("name", "position"))
    known = load.frameworks(settings.DEFINITIONS)
    return [_card(each) for each in sorted(known, key=lambda f: (order.get(f.name, 999), f.name))]


def _card(framework: Framework) -> MethodCard:
    document = framework.document
    return MethodCard(
        framework.name,
        document.abbreviation,
        framework.label,
        pick(document.owner.model_dump()),
        document.source,
        len(framework.nodes),
        tuple(str(period) for period in reversed(_periods(framework))),
    )


def _periods(framework: Framework) -> list[Period]:
    """The periods of the definition; those with scores where it names none."""
    if framework.periods:
        return list(framework.periods)
    edition = Edition.objects.filter(framework=framework.name, current=True).first()
    return [Period.parse(text) for text in edition.periods] if edition else []


def _read(framework: Framework, text: str | None) -> Period:
    """A period of the framework, the last one where `text` is empty. Raises `RequestError`."""
    known = {str(period): period for period in _periods(framework)}
    if not text and known:
        return list(known.values())[-1]
    if text in known:
        return known[text]
    message = _("không có định nghĩa của {framework} cho kỳ “{period}”.")
    message = message.format(framework=framework.document.abbreviation, period=(text or "")[:20])
    hint = _("Các kỳ đã có: {known}.").format(known=", ".join(known) or "–")
    raise RequestError(Problem("period-undefined", message, hint=hint))


def _published(framework: Framework, period: str) -> Edition | None:
    """The edition in force on the units as they were, where it has the period."""
    edition = Edition.objects.filter(framework=framework.name, territory=None, current=True).first()
    return edition if edition and period in edition.periods else None


def _scores(tree: Tree) -> dict[str, np.ndarray]:
    """Published scores of the index and of the nodes just below it."""
    edition = _published(tree.framework, str(tree.period))
    if edition is None:
        return {}
    nodes = [tree.nodes[""].path, *(tree.nodes[part].path for part in tree.nodes[""].parts)]
    rows = books.rows(edition, period=str(tree.period), node__in=nodes)
    table = pl.DataFrame(
        list(rows.values_list("node", "score")),
        schema={"node": pl.String, "score": pl.Float64},
        orient="row",
    )
    return dict(_by_node(table))


def _by_node(table: pl.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    for (node,), rows in table.group_by("node"):
        yield node, rows["score"].fill_null(float("nan")).to_numpy()
