"""The shape of a definition, as it is typed in YAML.

One folder is one framework: `framework.yaml` and any number of further files that hold
more `nodes`. Every entry that a decree can change is dated by the first period in which it
is in force, and names its source and how sure we are of it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Certainty


def _is_period(text: str) -> str:
    Period.parse(text)
    return text


# Our reader takes every scalar as text, quoted or not; an editor sees a bare 2024 as a number.
PeriodKey = Annotated[
    str, AfterValidator(_is_period), WithJsonSchema({"type": ["string", "integer"]})
]
Text = Annotated[str, Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_]+([.][A-Za-z0-9_]+)*$|^$"),
    WithJsonSchema({"type": ["string", "number"]}),
]


class Document(BaseModel):
    """Anything in a definition: no key is ignored, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Label(Document):
    """A text for readers, Vietnamese first."""

    vi: Text
    en: Text


class Sourced(Document):
    """An entry that somebody must be able to check."""

    source: Text = Field(description="Văn bản, trang, hoặc dữ liệu làm căn cứ")
    status: Certainty = Field(description="confirmed: đã đối chiếu; derived: suy ra từ số liệu")
    note: str | None = None


class Scale(Document):
    """The lowest and highest possible score, or where they come from."""

    min: float | None = None
    max: float | None = None
    from_: Literal["equal_share", "parts"] | None = Field(
        None,
        alias="from",
        description="equal_share: thang của nội dung cha chia đều; parts: tổng thang các phần",
    )


class Normalise(Document):
    """How raw values of units are brought to one scale."""

    method: Literal["none", "minmax", "zscore", "rank", "prank", "borda", "dist2max", "fracmax"] = (
        "none"
    )
    low: float = 0.0
    high: float = 100.0
    min: float | None = Field(None, description="Cận dưới cố định; bỏ trống: lấy từ số liệu")
    max: float | None = Field(None, description="Cận trên cố định; bỏ trống: lấy từ số liệu")
    clip: bool = Field(False, description="Cắt giá trị vượt cận cố định về đúng cận")
    mean: float = 0.0
    sd: float = 1.0


class Treat(Document):
    """How outliers are tamed before normalising."""

    skew_limit: float = 2.0
    kurtosis_limit: float = 3.5
    max_winsorised: int = 5
    log: bool = True


class Preparation(Sourced):
    """What happens to the values of a measured node before they enter their parent."""

    direction: Literal["1", "-1"] = "1"
    impute: Literal["none", "mean", "median", "group_mean"] = "none"
    treat: Treat | None = None
    normalise: Normalise = Normalise()


class Composition(Sourced):
    """What a node is made of: `components` alike, or `weights` by component."""

    components: list[Code] | None = None
    weights: dict[Code, float] | None = None
    aggregate: Literal["sum", "arithmetic", "geometric", "harmonic", "power", "none"] = Field(
        description="none: cách gộp chưa biết, chỉ dùng điểm công bố của chính nội dung này"
    )
    power: float | None = None
    factor: float = Field(1.0, description="Nhân kết quả với hệ số này (PCI: 10)")
    missing: Literal["withhold", "reweight"] = "withhold"
    min_share: float = Field(0.0, ge=0, le=1)
    prefer: Literal["measurement", "parts"] = Field(
        "parts", description="measurement: dùng điểm công bố của chính nội dung này khi có"
    )

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes of the components, in the order written."""
        return tuple(self.weights or self.components or ())

    @property
    def part_weights(self) -> tuple[float, ...]:
        """One weight a component; all 1 where none are given."""
        return tuple(self.weights.values()) if self.weights else (1.0,) * len(self.parts)


class Groups(Sourced):
    """How scored units are put in groups; `labels` from the best group down."""

    rule: Literal["quartiles", "positions", "thresholds", "natural_breaks"]
    labels: list[Label]
    positions: list[int] | None = Field(None, description="Vị trí cuối của mỗi nhóm trừ nhóm cuối")
    bounds: list[float] | None = Field(None, description="Cận dưới của mỗi nhóm trừ nhóm cuối")


class Break(Sourced):
    """From this period on, scores are not (or only with care) compared with earlier ones."""

    period: PeriodKey
    severity: Literal["break", "caution"]
    reason: Label


class PrintedCode(Sourced):
    """The number under which the publisher printed a node: a position, not a concept."""

    code: Text


class Node(Document):
    """A point in the tree of a framework. `code` is ours and stays with the concept."""

    code: Code
    label: Label
    source: Text
    status: Certainty
    note: str | None = None
    concept: Slug | None = None
    measures: Label | None = None
    scale: Scale | None = None
    composition: dict[PeriodKey, Composition] = {}
    preparation: dict[PeriodKey, Preparation] = {}
    groups: dict[PeriodKey, Groups] = {}
    breaks: list[Break] = []
    printed: dict[PeriodKey, PrintedCode] = {}


class Nodes(Document):
    """A further file of a framework."""

    nodes: list[Node]


class LevelName(Document):
    """The name of one level of the tree, from the top."""

    name: Slug
    label: Label


class Territory(Sourced):
    """The day whose administrative units a period measures; the last day where empty."""

    day: date | None = None


class Edition(Sourced):
    """One published (or planned) period of a framework."""

    published: date | None = None
    coverage: Literal["complete", "partial"] = "complete"
    withheld: list[str] = Field([], description="Mã đơn vị không công bố, một phần hay toàn bộ")


class FrameworkDocument(Document):
    """The head of a framework: `framework.yaml`."""

    framework: Slug
    label: Label
    abbreviation: Text
    owner: Label
    source: Text
    status: Certainty
    note: str | None = None
    unit_level: Literal["province", "district", "commune", "free"]
    levels: list[LevelName]
    territory: dict[PeriodKey, Territory] = {}
    editions: dict[PeriodKey, Edition] = {}
    groups: dict[PeriodKey, Groups] = {}
    nodes: list[Node] = []
