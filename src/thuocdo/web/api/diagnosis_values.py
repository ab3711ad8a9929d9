"""What diagnoses say, as the API gives it (see `diagnosis.values`)."""

from pydantic import Field

from thuocdo.diagnosis import Reference, StepKind
from thuocdo.kernel.tables import N_
from thuocdo.web.api.reading import EditionNote
from thuocdo.web.api.value import Value

NODE = Field(description=N_("Đường dẫn nội dung, ví dụ papi/2.3"))
LABEL = Field(description=N_("Tên nội dung"))
UNIT = Field(description=N_("Định danh đơn vị, mã@ngày bắt đầu"))
NAME = Field(description=N_("Tên đơn vị trong kỳ đó"))
EDITION = Field(description=N_("Lần công bố của các số này"))
PERIOD = Field(description=N_("Kỳ"))


class LossItem(Value):
    """Points lost at one node."""

    node: str = NODE
    label: str = LABEL
    level: str = Field(description=N_("Cấp của nội dung trong cây"))
    score: float = Field(description=N_("Điểm chưa làm tròn"))
    reference: float = Field(description=N_("Mốc"))
    lost: float = Field(description=N_("Mốc trừ điểm; âm: đơn vị hơn mốc"))
    share: float | None = Field(
        description=N_("Phần trong toàn bộ điểm mất ở các nội dung thấp nhất, 0–1; null: không rõ")
    )
    holder: str | None = Field(description=N_("Đơn vị hoặc kỳ giữ mốc, nếu có"))


class LostPoints(Value):
    """Losses at every node where both the unit and the reference have a score."""

    unit: str = UNIT
    unit_name: str = NAME
    period: str = PERIOD
    against: Reference = Field(description=N_("Loại mốc"))
    detail: str | None = Field(description=N_("Tên nhóm hoặc các đơn vị của mốc"))
    losses: list[LossItem] = Field(description=N_("Các nội dung, theo thứ tự của cây"))
    edition: EditionNote = EDITION


class ChangeStep(Value):
    """One step of a change."""

    node: str = NODE
    label: str = LABEL
    amount: float = Field(description=N_("Tăng (+) hoặc giảm (−), theo thang của nội dung hỏi"))
    kind: StepKind = Field(
        description=N_("node: một nội dung; not_comparable: không so được; residual: phần còn lại")
    )
    reason: str | None = Field(description=N_("Lý do, khi không phải một nội dung"))


class Change(Value):
    """From `start` to `end`: start plus all amounts is end."""

    unit: str = UNIT
    unit_name: str = NAME
    node: str = NODE
    before: str = Field(description=N_("Kỳ đầu"))
    after: str = Field(description=N_("Kỳ cuối"))
    start: float = Field(description=N_("Điểm kỳ đầu"))
    end: float = Field(description=N_("Điểm kỳ cuối"))
    steps: list[ChangeStep] = Field(description=N_("Các bước"))
    edition: EditionNote = EDITION


class ChangedNode(Value):
    """A score that was tried."""

    node: str = NODE
    label: str = LABEL
    before: float = Field(description=N_("Điểm đã công bố"))
    after: float = Field(description=N_("Điểm thử"))


class WhatIf(Value):
    """The index before and after; all other units stay as they were."""

    unit: str = UNIT
    unit_name: str = NAME
    period: str = PERIOD
    changed: list[ChangedNode] = Field(description=N_("Các điểm được thử"))
    score_before: float = Field(description=N_("Điểm chỉ số đã công bố"))
    score_after: float = Field(description=N_("Điểm chỉ số sau khi thử"))
    rank_before: int | None = Field(description=N_("Hạng đã có; null: kỳ không xếp hạng"))
    rank_after: int | None = Field(description=N_("Hạng sau khi thử; null: kỳ không xếp hạng"))
    group_before: str | None = Field(description=N_("Nhóm đã có"))
    group_after: str | None = Field(description=N_("Nhóm sau khi thử"))
    ranked_units: int | None = Field(description=N_("Mẫu số của thứ hạng: số đơn vị có điểm"))
    edition: EditionNote = EDITION


class TargetStepItem(Value):
    """One improvement."""

    node: str = NODE
    label: str = LABEL
    score: float = Field(description=N_("Điểm cần đạt"))
    gain: float = Field(description=N_("Cần tăng"))
    percentile: float = Field(
        description=N_("Bao nhiêu phần trăm thay đổi hằng kỳ đã thấy là nhỏ hơn mức tăng này")
    )
    observed: int = Field(description=N_("Số thay đổi đã thấy"))


class PathItem(Value):
    """One period on the way."""

    period: str = PERIOD
    score: float = Field(description=N_("Điểm cần đạt"))
    gain: float = Field(description=N_("Tăng trong kỳ"))
    share: float | None = Field(
        description=N_("Phần các đơn vị từng tăng như vậy trong một kỳ, 0–1; null: không rõ")
    )
    units: int = Field(description=N_("Số đơn vị có thay đổi so được"))


class Target(Value):
    """The least demanding improvements that reach the goal in one period, or that none does."""

    unit: str = UNIT
    unit_name: str = NAME
    period: str = PERIOD
    goal: str = Field(description=N_("Mục tiêu"))
    needed_score: float = Field(description=N_("Điểm chỉ số mà mục tiêu đòi hỏi"))
    reachable: bool = Field(description=N_("Có với tới trong một kỳ không"))
    steps: list[TargetStepItem] = Field(description=N_("Các bước"))
    demand: float | None = Field(description=N_("Bách phân vị của bước khó nhất"))
    best_score: float = Field(description=N_("Điểm chỉ số sau các bước"))
    caveats: list[str] = Field(description=N_("Điều cần biết khi dùng"))
    sentences: list[str] = Field(description=N_("Kết quả thành câu"))
    path: list[PathItem] = Field(description=N_("Lộ trình theo kỳ"))
    edition: EditionNote = EDITION
