"""Finding units by what people type: any tier, any time, without accents.

The names of a unit stand in `Unit.folded` between bars, such as `|ha giang|hagiang|`, so that one
scan tells an exact name from a beginning, a word and a mere part. A word for the type, as in
`huyện Hà Giang`, is looked for in the official name.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import category

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from thuocdo import units
from thuocdo.kernel import Level, UnitId
from thuocdo.units.names import split_type
from thuocdo.web.results import unit_words
from thuocdo.web.results.mirror import spaced
from thuocdo.web.results.models import Unit
from thuocdo.web.results.unit_words import Place
from thuocdo.web.site.stamp import stamp

LONGEST = 80  # letters of a query; no unit has a longer name
MOST = 300  # hits that anyone will look through
ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Query:
    """A query as read: `key` is the whole of it as a name, `bare` the name after one of `types`."""

    text: str
    key: str
    types: tuple[str, ...]
    bare: str
    places: tuple[str, ...] = ()
    cut: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it may be, as `Unit.folded` holds them."""
        return tuple(dict.fromkeys(filter(None, (self.key, self.bare))))


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found, and where to go from it."""

    name: str
    slug: str
    tier: str
    within: str
    former: tuple[str, ...]
    life: str
    now: str
    holders: tuple[Place, ...]


def read(text: str) -> Query:
    """What a person typed: `Q11`, `tp hcm`, `Xã Tân Lập, tỉnh Hà Giang`; anything is allowed."""
    clean = " ".join("".join(_harmless(c) for c in text[: LONGEST + 1]).split())
    name, *places = clean[:LONGEST].split(",")
    types, bare = split_type(name) or ((), name)
    around = [spaced((split_type(place) or ((), place))[1]) for place in places]
    cut = len(text.strip()) > LONGEST
    key, bare = spaced(name), spaced(bare)
    return Query(clean[:LONGEST], key, types, bare, tuple(filter(None, around)), cut)


def _harmless(sign: str) -> str:
    # The bar parts names in the table; control signs such as NUL no database takes.
    return " " if sign == "|" or category(sign).startswith(("C", "Z")) else sign


def found(query: Query) -> list[Unit]:
    """The units that answer, the likeliest first, at most `MOST`. One query."""
    if not query.key:
        return []
    rows = _ordered(_matching(query))
    if not query.places:
        return list(rows[:MOST])
    return [row for row in rows if _lies_in(row, query.places)][:MOST]


def _matching(query: Query) -> QuerySet[Unit]:
    own = Q(id=query.text) | Q(code=query.key)
    *fits, part = _fits(query.key)
    asked = part | own
    fits[0] |= own
    if query.types:
        named = Q()
        for type_ in query.types:
            named |= Q(official_name__startswith=f"{type_.capitalize()} ")
        whole, start, word, _part = _fits(query.bare)
        asked |= whole | named & (start | word)
        pairs = zip(fits, (whole, start, word), strict=True)
        fits = [plain | named & bare for plain, bare in pairs]
    tiers = [When(condition, Value(place)) for place, condition in enumerate(fits)]
    match = Case(*tiers, default=Value(len(tiers)), output_field=IntegerField())
    return Unit.objects.filter(asked).annotate(match=match)


def _fits(key: str) -> tuple[Q, Q, Q, Q]:
    """The key is a name, begins one, begins a word of one, is a part of one."""
    start, word = Q(folded__contains=f"|{key}"), Q(folded__contains=f" {key}")
    # Nearly every name holds a given letter somewhere.
    part = Q(folded__contains=key) if len(key) > 1 else start | word
    return Q(folded__contains=f"|{key}|"), start, word, part


def _ordered(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    """By how well the name fits, then provinces, then what is in force, then the higher tier."""
    tiers = [When(level=level.value, then=Value(place)) for place, level in enumerate(Level)]
    return rows.annotate(
        province=Case(When(level=Level.PROVINCE.value, then=Value(0)), default=Value(1)),
        ended=Case(When(until=None, then=Value(0)), default=Value(1)),
        tier=Case(*tiers, output_field=IntegerField()),
    ).order_by("match", "province", "ended", "tier", F("folded"), "parents", "id")


def _lies_in(row: Unit, places: tuple[str, ...]) -> bool:
    return all(place in spaced(row.parents) for place in places)


def hits(rows: list[Unit]) -> list[Hit]:
    """What a page tells of each. One query for the slugs of those that hold their land now."""
    known = [units.registry().unit(UnitId.parse(row.id)) for row in rows]
    held = [unit_words.holders(unit) if unit.until else None for unit in known]
    everyone = [id_ for each in held if each for id_ in each.units]
    to = unit_words.places(everyone) if everyone else {}
    return [
        _hit(row, unit, each, tuple(to[id_] for id_ in each.units) if each else ())
        for row, unit, each in zip(rows, known, held, strict=True)
    ]


def _hit(row: Unit, unit: units.Unit, held: unit_words.Holders | None, to: tuple) -> Hit:
    former = dict.fromkeys(name.official for name in unit.names[:-1])
    return Hit(
        name=row.official_name,
        slug=row.slug,
        tier=unit_words.tier(row.level),
        within=row.parents,
        former=tuple(name for name in former if name != row.official_name),
        life=unit_words.life(unit),
        now=unit_words.now(unit, held) if held else "",
        holders=to,
    )


def alike(query: Query, most: int = 5) -> list[str]:
    """Names that may have been meant, where nothing was found."""
    known = _names(stamp())
    close = get_close_matches(query.bare, known, n=most, cutoff=ALIKE)
    return list(dict.fromkeys(known[key] for key in close))


@lru_cache(maxsize=1)
def _names(published: str) -> dict[str, str]:
    # Read anew after each publication; communes first, so that of namesakes the province stays.
    rows = Unit.objects.order_by("level", "-id").values_list("folded", "name")
    return {names.split("|")[1]: name for names, name in rows}
