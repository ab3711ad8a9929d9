"""The map of the provinces by group, one of them outlined, both archipelagos in insets."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.reports import svg
from thuocdo.reports.geometry import Geometry, Shape

INSETS = {
    "hoang_sa": (N_("Quần đảo Hoàng Sa"), N_("(Đà Nẵng)")),
    "truong_sa": (N_("Quần đảo Trường Sa"), N_("(Khánh Hòa)")),
}


@dataclass(frozen=True, slots=True)
class Area:
    """How one unit is shown: `step` its shade, 1 darkest to 7, None without a score; `href`
    where its shape leads.
    """

    name: str
    step: int | None
    tip: str
    href: str | None = None


def map_chart(
    caption: svg.Caption,
    geometry: Geometry,
    areas: Mapping[str, Area],
    own: str | None = None,
) -> str:
    """All units of `geometry`; those not in `areas` are drawn as without a score."""
    width, height = geometry.size
    body = [svg.hatch(caption.ident), _insets(geometry)]
    scaled = f"scale({1 / geometry.grid:g})"
    units = [_unit(caption.ident, shape, areas.get(code)) for code, shape in geometry.units.items()]
    body.append(svg.el("g", *units, transform=scaled, class_="m-units"))
    if own in geometry.units:
        shape = geometry.units[own]
        body.append(svg.el("g", _outline(shape), transform=scaled, class_="m-own"))
        if own in areas:
            body.append(_name(geometry, shape, areas[own].name))
    leads = any(area.href for area in areas.values())
    return svg.drawing(caption, width, height, *body, class_="map", holds_links=leads)


def _unit(ident: str, shape: Shape, area: Area | None) -> str:
    tip = svg.el("title", escape(area.tip)) if area else ""
    step = area.step if area else None
    fill = None if step else f"url(#{ident}-hatch)"
    kind = f"s{step}" if step else "c-none"
    parts = [tip, svg.el("path", d=shape.path, class_=kind, fill=fill)]
    if shape.dots:
        parts.append(svg.el("path", d=shape.dots, class_="m-dot-edge"))
        parts.append(svg.el("path", d=shape.dots, class_=f"m-dot d{step or 0}"))
    if area is None or area.href is None:
        return svg.el("g", *parts)
    # For a pointer only: a keyboard goes through the table beside, not through 63 shapes.
    return svg.el("a", *parts, href=area.href, tabindex=-1)


def _outline(shape: Shape) -> str:
    halo = svg.el("path", d=shape.path, class_="m-halo")
    return halo + svg.el("path", d=shape.path, class_="m-line")


def _insets(geometry: Geometry) -> str:
    parts = []
    for key, (x, y, width, height) in geometry.insets.items():
        name, holder = INSETS[key]
        middle = x + width / 2
        parts += [
            svg.el("rect", x=x, y=y, width=width, height=height, rx=4, class_="m-inset"),
            svg.text(middle, y + 17, _(name), "m-name", "middle"),
            svg.text(middle, y + 32, _(holder), "m-name c-muted", "middle"),
        ]
    return "".join(parts)


def _name(geometry: Geometry, shape: Shape, name: str) -> str:
    """The name at sea, or left of the country, with a line to its unit."""
    x, y = shape.anchor
    first, last = geometry.mainland(y)
    room = _room_right(geometry, last, y)
    need = svg.text_width(name, 14)
    right = room >= need or first < need
    end = last + 6 if right else first - 6
    found = svg.wrapped(name, max(room if right else first - 10, 60), 14)
    top = y + 5 - (len(found) - 1) * svg.LINE / 2
    beside = end + 4 if right else end - 4
    line = svg.el("path", d=f"M{svg.num(x)} {svg.num(y)}H{svg.num(float(end))}", class_="m-lead")
    dot = svg.el("circle", cx=x, cy=y, r=2.5, class_="m-pin")
    return line + dot + svg.lines(beside, top, found, "m-label", None if right else "end")


def _room_right(geometry: Geometry, last: int, y: float) -> float:
    limits = [geometry.size[0]]
    for left, top, _width, height in geometry.insets.values():
        if top - 12 < y < top + height + 12:
            limits.append(left)
    return min(limits) - last - 14
