"""The JSON Schema of definitions, for editors that complete and check YAML while one types."""

import json

from thuocdo.catalog.documents import FrameworkDocument, Nodes

FILE = "framework.schema.json"


def json_schema() -> dict:
    """Schema of `framework.yaml`; further files of a framework use `#/$defs/Nodes`."""
    schema = FrameworkDocument.model_json_schema(by_alias=True)
    nodes = Nodes.model_json_schema(by_alias=True)
    definitions = {**schema["$defs"], **nodes.pop("$defs"), "Nodes": nodes}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it is stored beside the definitions."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
