"""A unit at an index in a period, as the address of a page names it; where it went, if it did."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse

from thuocdo import units
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.panel import Place
from thuocdo.kernel.errors import Problem, UnitNotInForce, UnknownUnit
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.reports import ProfileView, profile_view
from thuocdo.reports.country import country_of, group_steps, head_of
from thuocdo.web.results import addresses, asked, books
from thuocdo.web.results.models import Edition, Unit
from thuocdo.web.site.pages import page


@dataclass(frozen=True, slots=True)
class Located:
    """What a page about a unit at an index begins with."""

    edition: Edition
    panel: Panel
    place: Place
    slug: str

    @property
    def period(self) -> str:
        """When, as written in addresses."""
        return str(self.place.period)

    @property
    def unit(self) -> str:
        """The token of the unit in the panel."""
        return self.place.unit

    def view(self, **asked_for: str) -> ProfileView:
        """Everything that a profile says; `asked_for` as in `reports.profile_view`."""
        notice, level = self.edition.notice or None, self.edition.level
        return profile_view(self.panel, self.unit, self.period, notice, level, **asked_for)

    def beginning(self) -> dict:
        """What a page that hangs on the profile begins with: the index, where the unit stands."""
        country = country_of(self.panel, self.period)
        return {
            "found": self,
            "head": head_of(country),
            "digits": country.digits,
            "row": country.rows[self.unit].get(country.index.path, {}),
            "group": group_steps(country.tree, ""),
        }

    def address(self, name: str = "profile", **query: object) -> str:
        """The profile, or what hangs on it (see `addresses.part_of_profile`)."""
        return addresses.part_of_profile(name, self.edition, self.period, self.slug, **query)


@dataclass(frozen=True, slots=True)
class Relative:
    """A unit to look at instead: its profile where it has one, else its own page."""

    name: str
    href: str
    profiled: bool


View = Callable[..., HttpResponse]


def of_a_unit(view: View) -> View:
    """A view that is given a `Located`, and what else its address names; a unit not in force
    gets the page of where it went.
    """

    @wraps(view)
    def answer(
        request: HttpRequest, slug: str, framework: str, period: str, **parts: str
    ) -> HttpResponse:
        edition = books.current(framework, asked.territory(request))
        when = str(books.read_period(edition, period))
        identity, panel = _identity(edition, slug), books.panel(edition)
        try:
            place = panel.at(identity, when)
        except UnitNotInForce as error:
            found = (edition, panel, when, identity)
            return page(request, "results/not_in_force.html", _elsewhere(error, *found), 404)
        return view(request, Located(edition, panel, place, slug), **parts)

    return answer


def _identity(edition: Edition, slug: str) -> str:
    """What the panel calls the unit. Raises `UnknownUnit`."""
    if books.definition(edition.framework).document.unit_level == "free":
        return slug
    rows = Unit.objects.filter(slug=slug).values_list("id", flat=True)
    if slug.isprintable() and (found := rows.first()):
        return found
    message = _("không có đơn vị nào ở địa chỉ “{slug}”.").format(slug=slug[: asked.LONGEST])
    hint = _("Tìm đơn vị bằng ô tìm kiếm: tên cũ hay mới, không cần dấu.")
    raise UnknownUnit(Problem("unit-unknown", message, hint=hint))


def _elsewhere(error: UnitNotInForce, edition, panel: Panel, when: str, identity: str) -> dict:
    """What the page says: the unit, why it has no profile, and whom to look at instead."""
    unit = UnitId.parse(identity)
    return {
        "problems": error.problems,
        "name": last_name(unit),
        "edition": edition,
        "period": when,
        "later": relatives(edition, panel, when, successors(unit)),
        "earlier": relatives(edition, panel, when, predecessors(unit)),
    }


def last_name(unit: UnitId) -> str:
    """What a unit is called, or was called last."""
    return units.registry().unit(unit).names[-1].name


def successors(unit: UnitId) -> list[UnitId]:
    """The other units that a unit, or parts of it, went to."""
    return _others(unit, [s.successor for s in units.successors(unit) if s.moves])


def predecessors(unit: UnitId) -> list[UnitId]:
    """The other units that a unit was made of."""
    return _others(unit, [s.predecessor for s in units.predecessors(unit) if s.moves])


def _others(unit: UnitId, found: list[UnitId]) -> list[UnitId]:
    return [other for other in dict.fromkeys(found) if other != unit]


def relatives(edition: Edition, panel: Panel, when: str, ids: list[UnitId]) -> list[Relative]:
    """Where to read about other units: in this edition and period if they are in it."""
    known, slugs = panel.on(when).by_identity, addresses.slugs(map(str, ids))
    return [_relative(edition, when, str(one) in known, one, slugs[str(one)]) for one in ids]


def _relative(edition: Edition, when: str, profiled: bool, unit: UnitId, slug: str) -> Relative:
    href = addresses.profile(edition, when, slug) if profiled else addresses.unit(slug)
    return Relative(last_name(unit), href, profiled)
