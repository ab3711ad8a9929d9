"""Copies units and definitions from the YAML into the database: read-only, idempotent."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models, transaction

from thuocdo.catalog import load
from thuocdo.kernel import Level
from thuocdo.units import Unit, registry
from thuocdo.units.names import folded, words
from thuocdo.web.results.models import Framework, Node, Succession
from thuocdo.web.results.models import Unit as UnitRow

A_BATCH = 2_000
ORDER = ("papi", "par_index", "sipas", "pci")


@transaction.atomic
def mirror() -> dict[str, int]:
    """Make the tables of units, successions, frameworks and nodes equal to the YAML.

    Returns how many rows each table has. Run it as often as you like: rows that are the same
    stay as they are.
    """
    everyone = [unit for level in Level for unit in registry().ledger(level).units.values()]
    successions = (s for unit in everyone for s in registry().successors(unit.id) if s.moves)
    tables = {
        "units": _replace(UnitRow, _unit_rows(everyone)),
        "successions": _replace(Succession, _succession_rows(successions)),
    }
    frameworks = sorted(load.frameworks(settings.DEFINITIONS), key=_position)
    tables["frameworks"] = _replace(Framework, list(_framework_rows(frameworks)))
    tables["nodes"] = _replace(Node, [row for each in frameworks for row in _node_rows(each)])
    return tables


def _replace(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Insert, update and delete until the table holds just `rows`."""
    rows = list(rows)
    fields = [field.name for field in model._meta.fields if not field.primary_key]
    kept = {row.pk: row for row in rows}
    known = {row.pk: row for row in model.objects.all()}
    model.objects.filter(pk__in=known.keys() - kept.keys()).delete()
    differing = [r for pk, r in kept.items() if pk not in known or _values(r) != _values(known[pk])]
    key = [model._meta.pk.name]
    model.objects.bulk_create(
        differing, A_BATCH, update_conflicts=True, unique_fields=key, update_fields=fields
    )
    return len(rows)


def _values(row: models.Model) -> tuple:
    return tuple(getattr(row, field.attname) for field in row._meta.fields)


def _unit_rows(everyone: list[Unit]) -> Iterable[UnitRow]:
    bearers = Counter(unit.code for unit in everyone)
    for unit in everyone:
        day = unit.until or date.today()
        last = unit.named_on(day)
        yield UnitRow(
            id=str(unit.id),
            slug=_slug(unit, last.name, bearers[unit.code] > 1),
            code=unit.code,
            level=unit.level.value,
            name=last.name,
            official_name=last.official,
            parents=", ".join(_parents(unit, day)),
            folded=f"|{'|'.join(dict.fromkeys(_searchable(unit)))}|",
            since=unit.id.since,
            until=unit.until,
        )


def _searchable(unit: Unit) -> Iterable[str]:
    """All that a reader may call it, without its type and accents: names old and new, other
    spellings, and each of them in one word (hagiang, tphcm).
    """
    others = registry().aliases.get(unit.level, {})
    for name in unit.names:
        for text in (name.name, *others.get(name.name, ())):
            yield spaced(text)
            yield spaced(text).replace(" ", "")


def spaced(text: str) -> str:
    """The words of a name without accents, as `Unit.folded` holds them."""
    return folded(" ".join(words(text)))


def _slug(unit: Unit, name: str, shared: bool) -> str:
    """`ha-giang-02`, with the first day where others bore the code too."""
    base = f"{'-'.join(folded(word) for word in words(name))}-{unit.code}"
    return f"{base}-{unit.id.since:%Y%m%d}" if shared else base


def _parents(unit: Unit, day: date) -> Iterable[str]:
    above = unit.parent_on(day)
    while above is not None:
        parent = registry().unit(above)
        yield parent.name_on(day)
        above = parent.parent_on(day)


def _succession_rows(successions: Iterable) -> Iterable[Succession]:
    for number, each in enumerate(successions, start=1):
        yield Succession(
            id=number,
            predecessor_id=str(each.predecessor),
            successor_id=str(each.successor),
            on=each.on,
            relation=each.relation,
            population_share=each.population_share,
            area_share=each.area_share,
            status=each.status.value,
        )


def _position(framework) -> tuple[int, str]:
    name = framework.name
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _framework_rows(frameworks: list) -> Iterable[Framework]:
    for position, each in enumerate(frameworks):
        document = each.document
        yield Framework(
            name=each.name,
            abbreviation=document.abbreviation,
            label_vi=document.label.vi,
            label_en=document.label.en,
            owner_vi=document.owner.vi,
            owner_en=document.owner.en,
            position=position,
        )


def _node_rows(framework) -> Iterable[Node]:
    periods = {}
    for period in framework.periods:
        for code, node in framework.on(period).nodes.items():
            first = periods.get(code, (str(period), None, None))[0]
            periods[code] = (first, str(period), node)
    for position, (code, (first, last, here)) in enumerate(periods.items()):
        label = here.node.label
        yield Node(
            path=here.path,
            framework_id=framework.name,
            code=code,
            level=here.level,
            label_vi=label.vi,
            label_en=label.en,
            first_period=first,
            last_period=last,
            position=position,
        )
