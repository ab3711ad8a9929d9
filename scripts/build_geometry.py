"""Makes the compact maps of `src/thuocdo/reports/geometry` from the boundary files.

    python scripts/build_geometry.py [directory with provinces_63.geojson, default ../shared/data]

Boundaries are put on a fine grid and thinned arc by arc, so that neighbours keep one common
line. The archipelagos lie in insets of their own scale; a reef too small to be seen as a
shape is a dot, never left out.
"""

import hashlib
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
GEOMETRY = ROOT / "src" / "thuocdo" / "reports" / "geometry"
DEFAULT_SOURCE = ROOT.parent / "shared" / "data"
UNITS = {"63": 63, "34": 34}

SIZE = (400, 560)
GRID = 4  # grid lines in one unit of the drawing
TOLERANCE = 0.35 * GRID  # how far a thinned line may leave the true one
SHAPE = 1.5 * GRID**2  # islands of less area become dots
DOT_GRID = 2 * GRID  # one dot in each square of this side
SHRINK = math.cos(math.radians(16))  # a degree of longitude, in degrees of latitude

Point = tuple[int, int]


@dataclass(frozen=True)
class Frame:
    """Where a piece of the world is drawn: its north-west corner, its place, its scale."""

    name: str
    corner: tuple[float, float]
    place: tuple[float, float]
    scale: float
    box: tuple[int, int, int, int] | None = None

    def project(self, lon: float, lat: float) -> Point:
        x = self.place[0] + (lon - self.corner[0]) * SHRINK * self.scale
        y = self.place[1] + (self.corner[1] - lat) * self.scale
        return round(x * GRID), round(y * GRID)


MAINLAND = Frame("mainland", (102.1, 23.45), (6, 6), 36)
HOANG_SA = Frame("hoang_sa", (111.15, 17.15), (306, 245), 32, (270, 204, 126, 94))
TRUONG_SA = Frame("truong_sa", (109.05, 12.1), (264, 474), 15.4, (256, 434, 140, 124))
ROW = 10  # height of the rows for which the ends of the mainland are noted


def frame_of(ring: list) -> Frame:
    lon = sum(point[0] for point in ring) / len(ring)
    lat = sum(point[1] for point in ring) / len(ring)
    if lon > 110 and lat > 14:
        return HOANG_SA
    return TRUONG_SA if lon > 109.6 or (lon > 109 and lat < 8.4) else MAINLAND


def rings_of(feature: dict) -> list[list[Point]]:
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    rings = []
    for ring in (ring for polygon in polygons for ring in polygon):
        frame = frame_of(ring)
        rings.append(unrepeated([frame.project(lon, lat) for lon, lat in ring[:-1]]))
    return rings


def unrepeated(points: list[Point]) -> list[Point]:
    kept = [p for i, p in enumerate(points) if p != points[i - 1]]
    return kept or points[:1]


def junctions(rings: list[list[Point]]) -> set[Point]:
    """Points where boundaries meet: both sides must keep them."""
    beside = defaultdict(set)
    for ring in rings:
        for i, point in enumerate(ring):
            beside[point] |= {ring[i - 1], ring[(i + 1) % len(ring)]}
    return {point for point, others in beside.items() if len(others) != 2}


def thinned(ring: list[Point], fixed: set[Point]) -> list[Point]:
    start = next((i for i, point in enumerate(ring) if point in fixed), ring.index(min(ring)))
    turned = ring[start:] + ring[:start] + [ring[start]]
    cuts = [0, *(i for i in range(1, len(turned) - 1) if turned[i] in fixed), len(turned) - 1]
    points = []
    for first, last in pairwise(cuts):
        points += thinned_arc(turned[first : last + 1])[:-1]
    return unrepeated(points)


def thinned_arc(arc: list[Point]) -> list[Point]:
    """The same points whichever side the arc is walked from."""
    if arc[0] > arc[-1] or (arc[0] == arc[-1] and arc[1] > arc[-2]):
        return thinned_arc(arc[::-1])[::-1]
    if arc[0] == arc[-1]:  # a ring of its own: keep the point farthest from its start
        far = max(range(len(arc)), key=lambda i: math.dist(arc[0], arc[i]))
        return douglas_peucker(arc[: far + 1])[:-1] + douglas_peucker(arc[far:])
    return douglas_peucker(arc)


def douglas_peucker(arc: list[Point]) -> list[Point]:
    if len(arc) < 3:
        return arc
    (x0, y0), (x1, y1) = arc[0], arc[-1]
    length = math.hypot(x1 - x0, y1 - y0) or 1
    away = [abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length for x, y in arc]
    far = max(range(1, len(arc) - 1), key=lambda i: away[i])
    if away[far] <= TOLERANCE:
        return [arc[0], arc[-1]]
    return douglas_peucker(arc[: far + 1])[:-1] + douglas_peucker(arc[far:])


def area(ring: list[Point]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2


def as_path(ring: list[Point]) -> str:
    (x, y), steps = ring[0], []
    for nx, ny in ring[1:]:
        steps.append(f"{nx - x} {ny - y}".replace(" -", "-"))
        x, y = nx, ny
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def centre(ring: list[Point]) -> Point:
    return round(sum(p[0] for p in ring) / len(ring)), round(sum(p[1] for p in ring) / len(ring))


def unit_shapes(rings: list[list[Point]], fixed: set[Point]) -> dict[str, str]:
    shapes, dots = [], {}
    for ring in rings:
        if area(ring) >= SHAPE:
            shapes.append(thinned(ring, fixed))
        else:
            x, y = centre(ring)
            dots.setdefault((x // DOT_GRID, y // DOT_GRID), (x, y))
    found = {"shape": "".join(as_path(ring) for ring in shapes if len(ring) > 2)}
    if dots:
        found["dots"] = "".join(f"M{x} {y}h0" for x, y in sorted(dots.values()))
    return found


def anchor(rings: list[list[Point]]) -> list[float]:
    """The middle of the largest shape: where a line to the name of the unit begins."""
    ring = max(rings, key=area)
    pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
    weights = [x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs]
    whole = 3 * sum(weights) * GRID
    x = sum(w * (a[0] + b[0]) for w, (a, b) in zip(weights, pairs, strict=True)) / whole
    y = sum(w * (a[1] + b[1]) for w, (a, b) in zip(weights, pairs, strict=True)) / whole
    return [round(x, 1), round(y, 1)]


def mainland_ends(rings: dict[str, list[list[Point]]]) -> list[list[int]]:
    """For each row of the drawing the first and last x of the mainland, `[]` where none."""
    ends: list[list[int]] = [[] for _row in range(SIZE[1] // ROW)]
    for some in rings.values():
        for x, y in max(some, key=area):
            row = ends[min(y // GRID // ROW, len(ends) - 1)]
            row[:] = (
                [min(x // GRID, *row[:1]), max(x // GRID, *row[1:])] if row else [x // GRID] * 2
            )
    return ends


def build(source: Path) -> dict:
    features = json.loads(source.read_text(encoding="utf-8"))["features"]
    rings = {f["properties"]["code"]: rings_of(f) for f in features}
    fixed = junctions([ring for some in rings.values() for ring in some])
    return {
        "size": SIZE,
        "grid": GRID,
        "insets": {frame.name: frame.box for frame in (HOANG_SA, TRUONG_SA)},
        "row": ROW,
        "ends": mainland_ends(rings),
        "units": {
            code: unit_shapes(some, fixed) | {"anchor": anchor(some)}
            for code, some in sorted(rings.items())
        },
    }


def provenance(name: str, source: Path, written: Path, units: int) -> dict:
    attribution = json.loads(source.read_text(encoding="utf-8"))["attribution"]
    return {
        "retrieved_from": source.name,
        "units": units,
        "source": attribution,
        "licence": "CC-BY-SA-4.0",
        "changes": "Đưa lên lưới, giản lược đường biên; hai quần đảo vẽ trong khung riêng"
        + ("; 34 đơn vị do nhóm hợp từ 63 tỉnh, không phải ranh giới chính thức 2025"
           if name == "34" else ""),
        "source_sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        "sha256": hashlib.sha256(written.read_bytes()).hexdigest(),
    }  # fmt: skip


def main(folder: Path) -> None:
    GEOMETRY.mkdir(parents=True, exist_ok=True)
    about = {}
    for name, count in UNITS.items():
        source = folder / f"provinces_{name}.geojson"
        drawing = build(source)
        if len(drawing["units"]) != count:
            raise SystemExit(f"{source}: {len(drawing['units'])} units, not {count}")
        written = GEOMETRY / f"provinces_{name}.json"
        written.write_text(json.dumps(drawing, separators=(",", ":")) + "\n", encoding="utf-8")
        about[written.name] = provenance(name, source, written, count)
        print(f"{written.relative_to(ROOT)}: {written.stat().st_size} bytes")
    head = "# Written by scripts/build_geometry.py. Share-alike applies to these shapes.\n"
    text = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=100)
    (GEOMETRY / "provenance.yaml").write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SOURCE)
