"""The JSON Schema of measure files, for editors that complete and check YAML while one types."""

import json

from thuocdo.survey.measures import MeasureDocument

FILE = "measures.schema.json"


def schema_text() -> str:
    """The schema as it is stored in `definitions/measures`."""
    schema = MeasureDocument.model_json_schema(by_alias=True)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
