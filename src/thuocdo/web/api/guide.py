"""The OpenAPI document as a person reads it: addresses, parameters, answers, examples."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_

JSON = "application/json"
SCHEMAS = "#/components/schemas/"
TAGS = {
    "frameworks": N_("Bộ chỉ số"),
    "units": N_("Đơn vị hành chính"),
    "scores": N_("Điểm và xếp hạng"),
    "diagnosis": N_("Chẩn đoán một đơn vị"),
    "claims": N_("Kiểm phát biểu"),
    "editions": N_("Các lần công bố"),
}
EVERYWHERE = ("lang", "page", "page_size", "format")
KINDS = {
    "string": N_("văn bản"),
    "integer": N_("số nguyên"),
    "number": N_("số"),
    "boolean": N_("đúng/sai"),
    "array": N_("danh sách"),
    "object": N_("đối tượng"),
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field: its name, what it may be, what it means."""

    name: str
    kind: str
    meaning: str
    required: bool = False
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """How to ask; `href` is empty where a link cannot ask."""

    href: str
    calls: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Named, ...]
    answer: str
    formats: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together."""

    name: str
    label: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A part of an answer with its fields."""

    name: str
    fields: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything the page shows."""

    description: str
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]


def guide_of(document: dict, host: str) -> Guide:
    """The guide to an OpenAPI document; examples ask `host` (without a slash at its end)."""
    found: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tags := operation.get("tags"):
                found[tags[0]].append(_operation(document, host, (method, path), operation))
    groups = (Group(tag, _(TAGS[tag]), tuple(operations)) for tag, operations in found.items())
    return Guide(document["info"]["description"], tuple(groups), tuple(_shapes(document)))


def _operation(document: dict, host: str, at: tuple[str, str], operation: dict) -> Operation:
    method, path = at
    content = operation["responses"][200]["content"]
    return Operation(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=(*_body(document, operation), *_parameters(document, operation)),
        answer=_reference(content[JSON]["schema"]),
        formats=tuple(content),
        example=_example(document, host, at, operation),
    )


def _parameters(document: dict, operation: dict) -> list[Named]:
    """What must be said first, what every question may say last."""
    found = [_parameter(document, each) for each in operation["parameters"]]
    return sorted(found, key=lambda each: (not each.required, each.name in EVERYWHERE))


def _parameter(document: dict, parameter: dict) -> Named:
    schema = parameter["schema"]
    given = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kind = _kind(document, {"anyOf": given})
    if "default" in schema and schema["default"] != "":
        kind = _("{kind}, mặc định {default}").format(kind=kind, default=schema["default"])
    return Named(parameter["name"], kind, parameter.get("description", ""), parameter["required"])


def _body(document: dict, operation: dict) -> Iterator[Named]:
    if "requestBody" in operation:
        yield from _fields(document, _body_name(operation))


def _body_name(operation: dict) -> str:
    return _reference(operation["requestBody"]["content"][JSON]["schema"])


def _fields(document: dict, name: str) -> Iterator[Named]:
    schema = document["components"]["schemas"][name]
    for field, described in schema.get("properties", {}).items():
        yield Named(
            field,
            _kind(document, described),
            described.get("description", ""),
            field in schema.get("required", ()),
            _inside(described),
        )


def _shapes(document: dict) -> Iterator[Shape]:
    """Parts of answers only: what is asked stands with each address."""
    for name in sorted(_answered(document)):
        yield Shape(name, tuple(_fields(document, name)))


def _answered(document: dict) -> set[str]:
    schemas, seen = document["components"]["schemas"], set()
    answers = [
        operation["responses"][200]["content"][JSON]["schema"]
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    waiting = {"ProblemDocument", *map(_reference, answers)}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        parts = schemas[name].get("properties", {}).values()
        waiting |= {part for part in map(_inside, parts) if part} - seen
    return {name for name in seen if "properties" in schemas[name]}


def _reference(schema: dict) -> str:
    return schema.get("$ref", "").removeprefix(SCHEMAS)


def _inside(schema: dict) -> str:
    """The shape that a field holds, alone or in a list; empty for plain values."""
    own = (schema, schema.get("items", {}), *schema.get("allOf", ()), *schema.get("anyOf", ()))
    return next((name for each in own if (name := _reference(each))), "")


def _kind(document: dict, schema: dict) -> str:
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if "anyOf" in schema:
        return _(" hoặc ").join(dict.fromkeys(_kind(document, each) for each in schema["anyOf"]))
    if name := _reference(schema):
        whole = document["components"]["schemas"][name]
        return _kind(document, whole) if "enum" in whole else name
    kind = _(KINDS[schema.get("type", "object")])
    if schema.get("format") in {"date", "date-time"}:
        return _("ngày") if schema["format"] == "date" else _("thời điểm")
    if schema.get("type") == "array":
        return f"{kind}: {_kind(document, schema.get('items', {}))}"
    return kind


def _example(document: dict, host: str, at: tuple[str, str], operation: dict) -> Example:
    method, _path = at
    root = next(iter(document["paths"]))
    href = f"{root}{operation['x-example']}"
    if method == "get":
        return Example(href, _calls(f"{host}{href}"))
    fields = document["components"]["schemas"][_body_name(operation)]["properties"]
    return Example("", _posts(f"{host}{href}", {n: f["example"] for n, f in fields.items()}))


def _calls(address: str) -> dict[str, str]:
    return {
        "curl": f"curl '{address}'",
        "Python": "import json\nfrom urllib.request import urlopen\n\n"
        f'answer = json.load(urlopen("{address}"))',
        "R": f'answer <- jsonlite::fromJSON("{address}")',
    }


def _posts(address: str, body: dict[str, str]) -> dict[str, str]:
    text = json.dumps(body, ensure_ascii=False)
    return {
        "curl": f"curl '{address}' -H 'Content-Type: application/json' -d '{text}'",
        "Python": "import json\nfrom urllib.request import Request, urlopen\n\n"
        f"body = json.dumps({body!r}).encode()\n"
        'kind = {"Content-Type": "application/json"}\n'
        f'answer = json.load(urlopen(Request("{address}", body, kind)))',
        "R": "library(httr2)\n"
        f'answer <- request("{address}") |>\n'
        f"  req_body_json(list({', '.join(f'{name} = {value!r}' for name, value in body.items())}))"
        " |>\n  req_perform() |>\n  resp_body_json()",
    }
