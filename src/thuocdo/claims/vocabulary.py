"""The words of `definitions/claims/vocabulary.yaml`, with the names of the frameworks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from thuocdo.catalog.framework import Framework
from thuocdo.catalog.headers import fold
from thuocdo.units import registry

FILE = Path(__file__).parents[1] / "definitions" / "claims" / "vocabulary.yaml"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases in lower case and what they mean.

    `indices` phrase → framework name; `nodes` phrase → {framework: code}; `groups` phrase →
    {framework: label}; `regions` phrase → code; `words` kind → phrases; `numbers` word → value.
    """

    indices: Mapping[str, str]
    other_indices: tuple[str, ...]
    nodes: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, Mapping[str, str]]
    regions: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]


@cache
def _document() -> dict:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def index_names(frameworks: Iterable[Framework]) -> dict[str, str]:
    """Every folded spelling of an index and the name of its framework."""
    return {fold(phrase): name for phrase, name in _indices(tuple(frameworks)).items()}


def vocabulary(frameworks: Iterable[Framework]) -> Vocabulary:
    """The vocabulary for these frameworks."""
    known, document = tuple(frameworks), _document()
    words = {kind: _lower(phrases) for kind, phrases in document["words"].items()}
    for kind in ("other_subjects", "counted", "node_number", "whole_index", "region_words"):
        words[kind] = _lower(document[kind])
    words |= {kind: _lower(document[kind]) for kind in ("months", "documents")}
    return Vocabulary(
        indices=_indices(known),
        other_indices=_lower(document["other_indices"]),
        nodes=_nodes(known),
        groups=_groups(known),
        regions=_regions(),
        words=words,
        numbers={
            word.lower(): n for word, n in (document["numbers"] | document["ordinals"]).items()
        },
    )


def _indices(frameworks: tuple[Framework, ...]) -> dict[str, str]:
    found = {}
    for framework in frameworks:
        head = framework.document
        own = (framework.name, head.abbreviation, head.label.vi, head.label.en)
        for phrase in (*own, *_document()["indices"].get(framework.name, ())):
            found[phrase.lower()] = framework.name
    return found


def _nodes(frameworks: tuple[Framework, ...]) -> dict[str, dict[str, str]]:
    """Names of the parts right below an index: of deeper ones press texts do not speak."""
    found: dict[str, dict[str, str]] = {}
    for framework in frameworks:
        others = _document()["nodes"].get(framework.name, {})
        for code in _first_level(framework):
            label = framework.nodes[code].label
            for phrase in (label.vi, label.en, *others.get(code, ())):
                found.setdefault(phrase.lower(), {})[framework.name] = code
    return found


def _first_level(framework: Framework) -> list[str]:
    dated = framework.nodes[""].composition.values()
    codes = {code for entry in dated for code in entry.parts}
    # Factors of SIPAS are called by everyday words (“kết quả”), which say nothing.
    return sorted(codes) if framework.name != "sipas" else []


def _groups(frameworks: tuple[Framework, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for framework in frameworks:
        own = _document()["groups"].get(framework.name, {})
        labels = {
            label.vi for entry in framework.document.groups.values() for label in entry.labels
        }
        for label in labels:
            for phrase in (label, *own.get(label, ())):
                found.setdefault(phrase.lower(), {})[framework.name] = label
    return found


def _regions() -> dict[str, str]:
    others = _document()["regions"]
    return {
        phrase.lower(): region.code
        for region in registry().regions
        for phrase in (*region.label.values(), *others.get(region.code, ()))
    }


def _lower(phrases: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(phrase).lower() for phrase in phrases)
