"""Drawing units with probability proportional to size, systematically, from a sorted frame.

With n units wanted out of a total size T the interval is I = T/n; a random start r in [0, I)
and every I after it are laid along the cumulated sizes, and the unit in which a tick falls is
taken, with probability π = size/I exactly (Madow 1949; Särndal, Swensson and Wretman 1992,
3.6.2). A unit as large as the interval would be hit for certain: it is taken outright and the
interval is made anew for the rest, until none is left (iterated certainty units).
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite
from zlib import crc32

import numpy as np

from thuocdo.kernel.errors import InputError, Problem, RequestError
from thuocdo.kernel.language import _

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """The units from which one draw is made, in the order in which they are cumulated.

    `parent` is the unit above (its code), of which the frame is complete; `seat` are the keys
    taken for certain by rule, whatever their size.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    sizes: tuple[float, ...]
    parent: str = ""
    seat: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the frame, line by line: whoever has the list can check it is the same."""
        lines = [f"{key}\t{size!r}\n" for key, size in zip(self.keys, self.sizes, strict=True)]
        text = "".join([*lines, *(f"certain\t{key}\n" for key in sorted(self.seat))])
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One draw: arrays (N,) over the frame, in its order.

    `probability` π exactly; `certain` and `drawn` (by a tick) who is in; `replacement` 0 or
    the order in which it is called on; `cumulative` sizes of those not certain, on which the
    `ticks` = start + k · interval fell. interval and start are NaN where all are certain.
    """

    frame: Frame
    wanted: int
    seed: int
    stage: int
    interval: float
    start: float
    ticks: np.ndarray
    cumulative: np.ndarray
    probability: np.ndarray
    certain: np.ndarray
    drawn: np.ndarray
    replacement: np.ndarray

    @property
    def selected(self) -> np.ndarray:
        """Places in the frame of the units in the sample, in frame order."""
        return np.flatnonzero(self.certain | self.drawn)

    @property
    def replacements(self) -> np.ndarray:
        """Places in the frame of the replacements, in the order in which to call on them."""
        order = np.argsort(self.replacement, kind="stable")
        return order[self.replacement[order] > 0]

    @property
    def weights(self) -> np.ndarray:
        """Base weights 1/π (N,) of the selected, 0 for all others."""
        chosen = self.certain | self.drawn
        return np.where(chosen, 1 / np.where(chosen, self.probability, 1.0), 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Two stages: units drawn, then units within each of them and of each replacement.

    `below` maps a unit of the first stage to the draw inside it; empty for one stage.
    """

    first: Draw
    below: dict[str, Draw]

    def chance(self, draw: Draw) -> float:
        """π of the unit of the first stage in which `draw` was made; NaN for a replacement."""
        place = self.first.frame.keys.index(draw.frame.parent)
        return float(self.first.probability[place]) if self.first.weights[place] else np.nan


def draw_stages(
    frame: Frame,
    lists: Mapping[str, Frame],
    wanted: tuple[int, int],
    seed: int,
    replacements: tuple[int, int] = (0, 0),
) -> Sample:
    """Draw units, then units within each, replacements of the first stage included.

    `lists` has the frame inside each unit (empty: one stage only). Where a unit holds fewer
    than are wanted all of them are taken, and as many replacements as are left. Raises as
    `draw`, and `RequestError` where a selected unit has no list.
    """
    first = draw(frame, wanted[0], seed, replacements[0])
    visited = [frame.keys[i] for i in (*first.selected, *first.replacements)] if lists else []
    named = dict(zip(frame.keys, frame.names, strict=True))
    filled = {key for key, inside in lists.items() if any(size > 0 for size in inside.sizes)}
    if without := [named[key] for key in visited if key not in filled]:
        text = _("danh sách không có đơn vị nào thuộc: {units}.").format(units=", ".join(without))
        raise RequestError(Problem("sampling-frame", text))
    below = {}
    for key in visited:
        there = sum(size > 0 for size in lists[key].sizes)
        take = max(1, min(wanted[1], there))
        spare = max(0, min(replacements[1], there - take))
        below[key] = draw(lists[key], take, seed, spare, stage=2)
    return Sample(first, below)


def generator(seed: int, stage: int, parent: str) -> np.random.Generator:
    """A stream of its own (PCG64) for each draw, whatever else was drawn before it."""
    return np.random.default_rng([seed, stage, crc32(parent.encode())])


def draw(frame: Frame, wanted: int, seed: int, replacements: int = 0, stage: int = 1) -> Draw:
    """Draw `wanted` units, and `replacements` more in advance, from the rest of the frame.

    The replacements are drawn by size from the units not selected and shuffled; they stand in
    for units that cannot be visited and do not change the probabilities that are told. Raises
    `InputError` for sizes that cannot be, `RequestError` for more units than there are.
    """
    _check(frame, wanted, seed, replacements)
    sizes = np.array(frame.sizes, dtype=float)
    rng = generator(seed, stage, frame.parent)
    seat = np.isin(frame.keys, list(frame.seat)) & (sizes > 0)
    certain = certainty(sizes, wanted, seat)
    interval, start, ticks, cumulative, drawn = _systematic(sizes, certain, wanted, rng)
    probability = np.where(certain, 1.0, sizes / interval if np.isfinite(interval) else 0.0)
    return Draw(
        frame, wanted, seed, stage, interval, start, ticks, cumulative, probability, certain,
        drawn, _replacements(sizes, certain | drawn, replacements, rng),
    )  # fmt: skip


def inclusion_probabilities(
    sizes: Sequence[float], wanted: int, seat: Collection[int] = ()
) -> np.ndarray:
    """π (N,): 1 for certainty units, size/interval for others; they add up to `wanted`."""
    size = np.asarray(sizes, dtype=float)
    certain = certainty(size, wanted, np.isin(np.arange(size.size), list(seat)))
    left = wanted - certain.sum()
    rest = np.where(certain, 0.0, size)
    return np.where(certain, 1.0, rest * left / rest.sum() if left else 0.0)


def certainty(sizes: np.ndarray, wanted: int, seat: np.ndarray) -> np.ndarray:
    """Units (N,) taken outright: the seats, and those as large as the interval, iterated."""
    certain = seat.copy()
    while (left := wanted - int(certain.sum())) > 0:
        rest = np.where(certain, 0.0, sizes)
        large = (rest > 0) & (rest * left >= rest.sum())
        if not large.any():
            break
        certain |= large
    return certain


def units_hit(cumulative: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """The place of the unit in which each tick falls: the first whose cumulated size is above."""
    # Rounding may put the last tick at the very end; units of size 0 there are not hit.
    last = int(np.searchsorted(cumulative, cumulative[-1]))
    return np.minimum(np.searchsorted(cumulative, ticks, side="right"), last)


def _systematic(sizes: np.ndarray, certain: np.ndarray, wanted: int, rng: np.random.Generator):
    """Interval, start, ticks, cumulated sizes and the units hit, among those not certain."""
    rest = np.where(certain, 0.0, sizes)
    cumulative, left = np.cumsum(rest), wanted - int(certain.sum())
    drawn = np.zeros(sizes.size, dtype=bool)
    if left == 0:
        return np.nan, np.nan, np.empty(0), cumulative, drawn
    interval = float(cumulative[-1] / left)
    start = float(rng.random() * interval)
    ticks = start + interval * np.arange(left)
    drawn[units_hit(cumulative, ticks)] = True
    return interval, start, ticks, cumulative, drawn


def _replacements(sizes: np.ndarray, taken: np.ndarray, wanted: int, rng) -> np.ndarray:
    order = np.zeros(sizes.size, dtype=int)
    if wanted:
        rest = np.where(taken, 0.0, sizes)
        sure = certainty(rest, wanted, np.zeros(sizes.size, dtype=bool))
        drawn = sure | _systematic(rest, sure, wanted, rng)[-1]
        order[rng.permutation(np.flatnonzero(drawn))] = np.arange(1, wanted + 1)
    return order


def _check(frame: Frame, wanted: int, seed: int, replacements: int) -> None:
    if problems := list(_bad_sizes(frame)):
        raise InputError(problems)
    there = sum(size > 0 for size in frame.sizes)
    if problems := list(_bad_wishes(frame, wanted, seed, replacements, there)):
        raise RequestError(problems)


def _bad_sizes(frame: Frame) -> Iterator[Problem]:
    named = list(zip(frame.names, frame.sizes, strict=True))
    missing = [name for name, size in named if not isfinite(size)]
    negative = [name for name, size in named if isfinite(size) and size < 0]
    repeated = sorted(key for key, rows in Counter(frame.keys).items() if rows > 1)
    for text, units in (
        (_("thiếu quy mô: {units}."), missing),
        (_("quy mô âm: {units}."), negative),
        (_("đơn vị có nhiều dòng: {units}."), repeated),
    ):
        if units:
            more = ", …" if len(units) > SHOWN else ""
            yield Problem("sampling-frame", text.format(units=", ".join(units[:SHOWN]) + more))


def _bad_wishes(frame, wanted: int, seed: int, replacements: int, there: int) -> Iterator[Problem]:
    if wanted < 1 or replacements < 0 or seed < 0:
        text = _("số đơn vị cần rút phải từ 1, số dự phòng và hạt giống không âm.")
        yield Problem("sampling-request", text)
    elif wanted + replacements > there:
        text = _("cần {wanted} đơn vị và {spare} dự phòng, nhưng dàn mẫu chỉ có {there} đơn vị "
                 "có quy mô lớn hơn 0.")  # fmt: skip
        asked = text.format(wanted=wanted, spare=replacements, there=there)
        yield Problem("sampling-request", asked, hint=_("Giảm số cần rút hoặc bổ sung dàn mẫu."))
    zero = [
        key for key, size in zip(frame.keys, frame.sizes, strict=True)
        if key in frame.seat and size == 0
    ]  # fmt: skip
    if lost := sorted((set(frame.seat) - set(frame.keys)) | set(zero)):
        text = _("đơn vị chọn chắc chắn không có trong dàn mẫu hoặc quy mô bằng 0: {units}.")
        yield Problem("sampling-request", text.format(units=", ".join(lost)))
    if len(frame.seat) > max(wanted, 0):
        text = _("có {seats} đơn vị chọn chắc chắn, nhiều hơn số cần rút {wanted}.")
        yield Problem("sampling-request", text.format(seats=len(frame.seat), wanted=wanted))
