"""The JSON Schema that editors use: up to date, and true of every bundled definition."""

import json

import jsonschema
import pytest
import yaml

from thuocdo.catalog.load import bundled_definitions, framework_folders
from thuocdo.catalog.schema import FILE, json_schema, schema_text

FILES = [path for folder in framework_folders(bundled_definitions()) for path in folder.iterdir()]


class EditorLoader(yaml.SafeLoader):
    """YAML as an editor sees it: numbers are numbers, dates are text."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def text_keys(data):
    if isinstance(data, dict):
        return {str(key): text_keys(value) for key, value in data.items()}
    return [text_keys(item) for item in data] if isinstance(data, list) else data


def test_the_stored_schema_is_the_one_generated():
    stored = (bundled_definitions() / FILE).read_text(encoding="utf-8")
    assert json.loads(stored) == json_schema()
    assert stored == schema_text()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_bundled_definition_is_valid_in_an_editor(path):
    whole = json_schema()
    part = {**whole["$defs"]["Nodes"], "$defs": whole["$defs"]}
    schema = whole if path.name == "framework.yaml" else part
    data = text_keys(yaml.load(path.read_text(encoding="utf-8"), EditorLoader))
    errors = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)]
    assert errors == []


def test_a_wrong_key_is_marked_by_the_schema():
    errors = list(jsonschema.Draft202012Validator(json_schema()).iter_errors({"framwork": "x"}))
    assert any("framwork" in error.message for error in errors)
