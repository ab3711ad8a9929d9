"""The profile of a unit in a period: everything gathered from the diagnosis into one view."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from thuocdo import diagnosis, units
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.panel import Place
from thuocdo.index.sampling import LEVEL
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _, pick
from thuocdo.reports import history, notes, sentences, tree_rows
from thuocdo.reports.chances import JointErrors, chances_of, sources_of
from thuocdo.reports.country import Country, country_of, group_steps, head_of, said
from thuocdo.reports.losses import losses_of
from thuocdo.reports.uncertain_views import GroupChances
from thuocdo.reports.views import (
    FEW,
    Duty,
    Finding,
    Goal,
    Mark,
    Near,
    ProfileView,
    Standing,
)
from thuocdo.reports.waterfall_views import LossView

T = TypeVar("T")
GROUP = "group:"
RANK = "rank:"
ABOUT = 5  # units shown on each side in the ranking where the region is not listed
WORSE = {"weakness": "chronic", "fell": "falling"}  # what says more than a trait


def profile_view(
    panel: Panel,
    unit: str,
    period: str,
    notice: str | None = None,
    level: float = LEVEL,
    errors: JointErrors | None = None,
    against: str = "max",
    since: str | None = None,
) -> ProfileView:
    """The profile of `unit` (token or name) in `period`, in the reader's language.

    `notice` says what the numbers rest on, an assumption or a simulation; `level` is that of
    the ranges of ranks in the scorebook. With the joint `errors` of the period it says how sure
    the group is, and where the error of the score comes from. Lost points are told `against` a
    reference of `losses_of`, the change `since` an earlier period (default: the one before). A
    unit whose score was withheld has a profile that says so. Raises `RequestError` for a period
    without data or a reference that cannot be had, `UnitError` for a unit that did not exist
    then, with its successor.
    """
    place = panel.at(unit, str(period))
    country = country_of(panel, str(period))
    standing = _standing(country, place)
    findings = tuple(_findings(country, place))
    nodes = tuple(tree_rows.node_rows(country, place.unit, _traits(findings)))
    return ProfileView(
        head=head_of(country),
        unit=place.unit,
        unit_name=place.name,
        official_name=_official(country, place),
        digits=country.digits,
        headline=sentences.headline(country, place.name, standing),
        uncertainty=sentences.uncertainty(country, level),
        explanation=_explanation(country, place, standing, nodes),
        succession=_succession(country, place),
        standing=standing,
        marks=tuple(_marks(country, place)),
        bands=country.bands,
        years=tuple(history.years_of(panel, place.identity, panel.periods)),
        nodes=nodes,
        losses=_losses(country, place, against),
        change=_change(country, place, standing, since),
        change_missing=None if since else _change_missing(country, standing),
        findings=findings,
        goals=tuple(_goals(country, place)),
        peers=tuple(_peers(country, place)) if standing.score is not None else (),
        nearby=tuple(_nearby(country, place)),
        duties=tuple(_duties(country, place)),
        notes=tuple(notes.notes_of(country)),
        notice=notice,
        chances=_chances(country, place, errors, level),
        sources=sources_of(country, place, errors) if errors else None,
        since=since,
    )


def _traits(findings: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    """The weaknesses of each node in short, without those that a graver one implies."""
    traits: dict[str, tuple[str, ...]] = {}
    kinds = {(finding.node, finding.kind) for finding in findings}
    for finding in findings:
        if finding.kind == "strength" or (finding.node, WORSE.get(finding.kind)) in kinds:
            continue
        said = sentences.short_trait(finding)
        traits[finding.node] = (*traits.get(finding.node, ()), said)
    return traits


def attempt(call: Callable[..., T], *arguments: object) -> T | None:
    """What the diagnosis says, None where it says that it cannot be told."""
    try:
        return call(*arguments)
    except RequestError:
        return None


def _chances(
    country: Country, place: Place, errors: JointErrors | None, level: float
) -> GroupChances | None:
    """Those of this unit alone."""
    every = chances_of(country, errors.scores, level) if errors else None
    row = every.of(place.unit) if every else None
    return replace(every, rows=(replace(row, own=True),)) if row else None


def _standing(country: Country, place: Place) -> Standing:
    row = country.rows[place.unit].get(country.index.path, {})
    names = group_steps(country.tree, "")
    group, step = names.get(row.get("group"), (None, None))
    printed = country.printed.get(place.unit, {})
    theirs = printed.get("group")
    get = row.get
    return Standing(
        score=get("score"),
        max_score=get("max_score"),
        rank=get("rank"),
        ranked_units=get("ranked_units"),
        group=group,
        step=step,
        region=_region(country, get("region")),
        region_rank=get("region_rank"),
        region_size=get("region_size"),
        previous_score=get("previous_score"),
        change=get("change"),
        rank_change=get("rank_change"),
        status=get("status", "withheld"),
        printed_rank=printed_rank(printed),
        printed_group=names.get(theirs, (theirs, None))[0],
        **said(row),
    )


def printed_rank(printed: dict) -> str | None:
    """The rank that the publisher printed, with its denominator where that was printed too."""
    rank, of = printed.get("rank"), printed.get("rank_of")
    if rank is None:
        return None
    return (
        f"{rank:g}/{of:g}" if of else _("{rank} (nguồn không nêu mẫu số)").format(rank=f"{rank:g}")
    )


def _region(country: Country, code: str | None) -> str | None:
    if code is None:
        return None
    found = [r for r in units.regions_on(country.territory) if r.code == code]
    return pick(found[0].label) if found else code


def _official(country: Country, place: Place) -> str:
    unit = _unit(country, place)
    return units.registry().unit(unit).official_on(country.territory) if unit else place.name


def _unit(country: Country, place: Place) -> UnitId | None:
    if country.panel.framework.document.unit_level == "free":
        return None
    return UnitId.parse(place.identity)


def _succession(country: Country, place: Place) -> tuple[str, ...]:
    unit = _unit(country, place)
    return tuple(history.succession(unit, country.territory)) if unit else ()


def _explanation(country: Country, place: Place, standing: Standing, nodes) -> tuple[str, ...]:
    if standing.score is not None:
        return ()
    leaves = [row for row in nodes if row.leaf]
    scored = sum(row.score is not None for row in leaves)
    return tuple(sentences.why_withheld(country, place.name, scored, len(leaves)))


def _marks(country: Country, place: Place) -> Iterator[Mark]:
    for mark in country.marks:
        yield replace(mark, own=True) if mark.unit == place.unit else mark


def _losses(country: Country, place: Place, against: str) -> LossView | None:
    """None for a unit without any score; another refusal is of what was asked."""
    if against == "max":
        return attempt(losses_of, country, place, against)
    return losses_of(country, place, against)


def _change(country: Country, place: Place, standing: Standing, since: str | None):
    period = country.period
    if since:
        found = diagnosis.explain_change(country.panel, place.unit, since, str(period))
        return tree_rows.change_view(country, found)
    if standing.previous_score is None or period.previous not in country.panel.periods:
        return None
    found = attempt(
        diagnosis.explain_change, country.panel, place.unit, str(period.previous), str(period)
    )
    return tree_rows.change_view(country, found) if found else None


def _change_missing(country: Country, standing: Standing) -> str | None:
    period = country.period
    reason = sentences.not_compared(country.panel.framework, "", period)
    if reason or standing.change is not None:
        return reason
    if standing.score is None:
        return _("Không có điểm tổng hợp {period} để so sánh.").format(period=period)
    return _("Không có điểm tổng hợp {period} để so sánh.").format(period=period.previous)


def _findings(country: Country, place: Place) -> Iterator[Finding]:
    found = attempt(diagnosis.traits, country.panel, place.unit, str(country.period))
    nodes = {node.path: node for node in country.tree.nodes.values()}
    for trait in found or ():
        node = nodes[trait.node]
        yield Finding(
            node=trait.node,
            code=tree_rows.number(node),
            name=tree_rows.node_name(node),
            kind=trait.kind,
            text=sentences.finding_text(trait.kind, trait.years, trait.since),
            years=trait.years,
            since=trait.since,
        )


def _goals(country: Country, place: Place) -> Iterator[Goal]:
    for goal in attempt(diagnosis.distance, country.panel, place.unit, str(country.period)) or ():
        if goal.points > 0:
            yield Goal(_goal_label(country, goal.goal), goal.needed_score, goal.points, goal.period)


def _goal_label(country: Country, goal: str) -> str:
    if goal.startswith(GROUP):
        name = goal.removeprefix(GROUP)
        group = group_steps(country.tree, "").get(name, (name, None))[0]
        return _("nhóm {group}").format(group=group)
    if goal.startswith(RANK):
        return _("hạng {rank}").format(rank=goal.removeprefix(RANK))
    return goal


def _nearby(country: Country, place: Place) -> Iterator[Mark]:
    regions = dict(zip(country.snapshot.units, country.snapshot.regions, strict=True))
    marks = list(_marks(country, place))
    own = next((i for i, mark in enumerate(marks) if mark.own), 0)
    for i, mark in enumerate(marks):
        if regions[place.unit] is None or len(marks) > FEW:
            if abs(i - own) <= ABOUT:
                yield mark
        elif regions[mark.unit] == regions[place.unit]:
            yield mark


def _peers(country: Country, place: Place) -> Iterator[Near]:
    marks = {mark.unit: mark for mark in country.marks}
    ranked = sum(mark.rank is not None for mark in country.marks)
    for peer in attempt(diagnosis.peers, country.panel, place.unit, str(country.period)) or ():
        mark = marks.get(peer.unit)
        if mark is not None:
            ends = (mark.rank_low, mark.rank_high)
            standing = (mark.score, mark.rank, ranked, mark.group)
            yield Near(peer.unit_name, *standing, peer.distance, *ends, peer.unit)


def _duties(country: Country, place: Place) -> Iterator[Duty]:
    found = attempt(diagnosis.lost_by_agency, country.panel, place.unit, str(country.period))
    nodes = {node.path: node for node in country.tree.nodes.values()}
    for loss in found or ():
        names = tuple(tree_rows.numbered(nodes[path]) for path in loss.nodes if path in nodes)
        name = loss.agency_name or _("Chưa giao đơn vị nào")
        yield Duty(name, loss.lost, names)
