"""The OpenAPI document: in the reader's language, with the problems every address may answer."""

from copy import deepcopy

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE
from ninja.schema import NinjaGenerateJsonSchema

from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.web.api.problems import CONTENT_TYPE, ProblemDocument

PROBLEMS = {
    "400": N_("Tham số sai; mọi lỗi được nêu cùng một lúc"),
    "404": N_("Không có bộ chỉ số, kỳ, nội dung, đơn vị hoặc trang này"),
    "429": N_("Quá nhiều yêu cầu; thử lại sau số giây trong Retry-After"),
    "default": N_("Lỗi khác"),
}
TOLD = ("description", "summary")


class DocumentedApi(NinjaAPI):
    """django-ninja's API with our document."""

    def get_openapi_schema(self, **options) -> dict:
        """The document, its texts in the language in use."""
        document = deepcopy(dict(super().get_openapi_schema(**options)))
        schemas = document["components"]["schemas"]
        schemas |= _schemas()
        for methods in document["paths"].values():
            for operation in methods.values():
                operation["responses"] |= _problem_answers()
        return _translated(document)


def _schemas() -> dict:
    made = ProblemDocument.model_json_schema(
        ref_template=REF_TEMPLATE, schema_generator=NinjaGenerateJsonSchema, mode="serialization"
    )
    return {**made.pop("$defs"), ProblemDocument.__name__: made}


def _problem_answers() -> dict:
    schema = {"$ref": REF_TEMPLATE.format(model=ProblemDocument.__name__)}
    content = {CONTENT_TYPE: {"schema": schema}}
    return {status: {"description": text, "content": content} for status, text in PROBLEMS.items()}


def _translated(part: object) -> object:
    if isinstance(part, dict):
        return {
            name: _(value) if name in TOLD and isinstance(value, str) else _translated(value)
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [_translated(value) for value in part]
    return part
