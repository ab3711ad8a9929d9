"""The shape of a measure file: how indicators come from answers, and which nodes they feed.

A measure file is YAML named `measures.yaml` or `….measures.yaml`. Codes of answers are
written as they stand in the data, numbers or texts.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from thuocdo.catalog.documents import Code, Document, Label, PeriodKey, Slug, Sourced, Text

FILE, ENDING = "measures.yaml", ".measures.yaml"


def _answer(text: str) -> str:
    """One spelling for each number: 1, 1.0 and 01 are the same answer."""
    try:
        return repr(float(text))
    except ValueError:
        return text.strip()


AnswerCode = Annotated[str, AfterValidator(_answer), WithJsonSchema({"type": ["string", "number"]})]


class Range(Document):
    """Lowest and highest value."""

    min: float
    max: float


class Condition(Document):
    """Only those whose answer to `question` is one of `in`."""

    question: Text
    in_: list[AnswerCode] = Field(alias="in", min_length=1)


class DesignColumns(Document):
    """Which columns tell how the sample was drawn."""

    weights: Text
    strata: list[Text] = []
    units: list[Text] = Field([], description="Đơn vị của từng bậc chọn mẫu, từ bậc thứ nhất")
    population: list[Text] = Field(
        [], description="Số đơn vị của tầng trong tổng thể, một cột mỗi bậc (FPC)"
    )
    lonely: Literal["fail", "adjust", "average", "certainty", "remove"] = "fail"


class UnitColumn(Document):
    """Which column tells the unit that is measured, and what its values mean."""

    column: Text
    values: dict[str, Text] = Field({}, description="Giá trị trong tệp: tên hoặc mã đơn vị")


class Measure(Sourced):
    """One indicator: from answers of a person to a number, from people to a mean.

    A code named in `recode` or `yes` is an answer even where it is also listed as don't
    know: that is how “không biết” is counted as “không” in a test of knowledge.
    """

    code: Code
    label: Label
    node: Text
    weight: float = Field(1.0, gt=0, description="Tỷ trọng trong nội dung; mặc định bằng nhau")
    questions: list[Text] = Field(min_length=1)
    kind: Literal["share", "top2", "mean", "mean_of_items"]
    yes: list[AnswerCode] = Field([], description="share: các mã tính là có, sau khi mã hoá lại")
    recode: dict[AnswerCode, float] = {}
    valid: Range | list[AnswerCode] | None = Field(None, description="Trước khi mã hoá lại")
    dont_know: list[AnswerCode] | None = None
    refused: list[AnswerCode] | None = None
    direction: Literal["1", "-1"] = "1"
    scale: Range | None = Field(None, description="Nhỏ nhất và lớn nhất theo lý thuyết")
    base: list[Condition] = []


class MeasureDocument(Sourced):
    """A measure file."""

    measures: Slug
    label: Label
    framework: Text
    period: PeriodKey | None = None
    period_column: Text | None = None
    structure: PeriodKey | None = Field(
        None, description="Kỳ lấy cấu trúc, khi bộ chỉ số chưa có định nghĩa cho kỳ của số liệu"
    )
    simulated: bool = False
    design: DesignColumns
    unit: UnitColumn
    dont_know: list[AnswerCode] = []
    refused: list[AnswerCode] = []
    missing: Literal["withhold", "reweight"] = "withhold"
    least_answers: int = Field(
        1, ge=1, description="Ít trả lời hơn số này ở một chỉ tiêu thì coi là thiếu"
    )
    indicators: list[Measure] = Field(min_length=1)
