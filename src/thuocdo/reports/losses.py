"""Points lost against a reference that the reader chooses: the scale, the median, another unit."""

from collections.abc import Iterator

from thuocdo import diagnosis
from thuocdo.diagnosis import Loss, Reference
from thuocdo.diagnosis.panel import Place
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.language import _
from thuocdo.reports import tree_rows
from thuocdo.reports.country import Country, group_steps
from thuocdo.reports.waterfall_views import LossRow, LossView, WaterfallView

GROUP = "group:"
FALLS = ("max", "median")  # references that a waterfall goes to, beside groups and units


def losses_of(country: Country, place: Place, against: str) -> LossView:
    """What `place` lost against `max`, `median`, `best`, `region`, `own-best`, a group
    (`group:cao nhất`) or another unit. Raises `RequestError` or `UnitError` where that cannot
    be told.
    """
    reference, options = _reference(against)
    period = str(country.period)
    found = diagnosis.lost_points(country.panel, place.unit, period, reference, **options)
    by_path = {loss.node: loss for loss in found.losses}
    whole = by_path.get(country.index.path)
    return LossView(
        against=against,
        name=_name(country, place, against),
        reference=whole.reference if whole else None,
        lost=whole.lost if whole else None,
        fall=_fall(country, place, against),
        leaves=tuple(_leaves(country, place, by_path)),
    )


def _reference(against: str) -> tuple[Reference, dict]:
    if against.startswith(GROUP):
        return Reference.GROUP, {"group": against.removeprefix(GROUP).strip()}
    if against in (Reference.GROUP, Reference.PEERS) or against not in list(Reference):
        return Reference.PEERS, {"peers": (against,)}
    return Reference(against), {}


def _name(country: Country, place: Place, against: str) -> str:
    """How a sentence calls the reference."""
    known = {
        "max": _("điểm tối đa"),
        "median": _("trung vị các đơn vị"),
        "best": _("điểm cao nhất ở từng nội dung"),
        "region": _("điểm cao nhất trong vùng ở từng nội dung"),
        "own-best": _("điểm cao nhất của chính đơn vị"),
    }
    if against in known:
        return known[against]
    if against.startswith(GROUP):
        name = against.removeprefix(GROUP).strip()
        shown = group_steps(country.tree, "").get(name, (name, None))[0]
        return _("điểm cắt dưới của nhóm {group}").format(group=shown)
    return country.panel.at(against, str(place.period)).name


def _fall(country: Country, place: Place, against: str) -> WaterfallView | None:
    """From the reference to the unit; None where node by node it is another's."""
    plain = [reference.value for reference in Reference]
    if against in plain and against not in FALLS:
        return None
    try:
        gap = diagnosis.explain_gap(country.panel, place.unit, str(country.period), against)
    except RequestError:
        return None
    return tree_rows.lost_view(country, gap, _("Điểm tối đa") if against == "max" else gap.after)


def _leaves(country: Country, place: Place, losses: dict[str, Loss]) -> Iterator[LossRow]:
    names = dict(zip(country.snapshot.units, country.snapshot.names, strict=True))
    for node, _depth in tree_rows.walk(country.tree):
        loss = losses.get(node.path)
        if loss is None or node.parts:
            continue
        yield LossRow(
            node=node.path,
            code=tree_rows.number(node),
            name=tree_rows.node_name(node),
            score=loss.score,
            reference=loss.reference,
            lost=loss.lost,
            holder=loss.holder and names.get(loss.holder, loss.holder),
        )
