"""What a diagnosis says when it cannot answer: one sentence and the next step each."""

from collections.abc import Iterable

from thuocdo.catalog.framework import Framework, NodeInForce, Tree
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import plain
from thuocdo.kernel.period import Period


def period_format(text: str) -> RequestError:
    """That is no period at all."""
    message = _("“{text}” không phải một kỳ.").format(text=text)
    hint = _("Viết năm 2024, quý 2024-Q2 hoặc tháng 2024-06.")
    return RequestError(Problem("period-format", message, hint=hint))


def no_data(framework: Framework, period: Period, known: tuple[Period, ...]) -> RequestError:
    """Nothing was measured, or brought along, in that period."""
    message = _("không có số liệu {name} ở kỳ {period}.")
    text = message.format(name=framework.name, period=period)
    hint = _("Các kỳ có số liệu: {known}.").format(known=", ".join(map(str, known)) or "–")
    return RequestError(Problem("period-empty", text, hint=hint))


def unit_without_data(name: str, tree: Tree) -> RequestError:
    """The unit exists but is not in the table of that period."""
    message = _("không có số liệu của {unit} ở kỳ {period}.")
    hint = None if tree.complete else _("Số liệu kỳ này chỉ có một phần các đơn vị.")
    text = message.format(unit=name, period=tree.period)
    return RequestError(Problem("unit-without-data", text, hint=hint))


def withheld(name: str, node: NodeInForce, period: Period) -> RequestError:
    """No score of the unit at that node: suppressed, or a part of it is missing."""
    message = _("{unit} không có điểm “{node}” kỳ {period}: không được công bố, không phải 0 điểm.")
    text = message.format(unit=name, node=node.path, period=period)
    hint = _("Chọn kỳ khác, hoặc nội dung mà đơn vị có điểm.")
    return RequestError(Problem("unit-withheld", text, hint=hint))


def node_not_in_force(framework: Framework, code: str, period: Period) -> RequestError:
    """The node exists, but not in that period."""
    message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
    path = f"{framework.name}/{code}"
    return RequestError(Problem("node-not-in-force", message.format(node=path, period=period)))


def not_ranked(period: Period) -> RequestError:
    """Only some units of the period are in the data."""
    message = _("số liệu kỳ {period} không đủ các đơn vị: không có hạng, nhóm, trung vị, tốt nhất.")
    hint = _("So với điểm tối đa (max), với chính mình (own-best) hoặc với một đơn vị cụ thể.")
    return RequestError(Problem("units-not-ranked", message.format(period=period), hint=hint))


def no_groups(path: str, period: Period) -> RequestError:
    """The framework does not group units at that node."""
    message = _("“{node}” kỳ {period} không có quy tắc chia nhóm.")
    return RequestError(Problem("groups-undefined", message.format(node=path, period=period)))


def no_group(text: str, labels: Iterable[str]) -> RequestError:
    """No group of that name."""
    message = _("không có nhóm “{text}”.").format(text=text)
    hint = _("Các nhóm, từ cao xuống: {labels}.").format(labels=", ".join(labels))
    return RequestError(Problem("group-unknown", message, hint=hint))


def no_region(name: str, period: Period) -> RequestError:
    """The unit belongs to no region in that period."""
    message = _("{unit} không thuộc vùng nào ở kỳ {period}.").format(unit=name, period=period)
    hint = _("Sáu vùng kinh tế – xã hội chỉ áp dụng cho 63 tỉnh, đến 30/06/2025.")
    return RequestError(Problem("region-none", message, hint=hint))


def not_composed(node: NodeInForce, period: Period) -> RequestError:
    """How the parts make the node is not known, or some part has no score."""
    message = _("không tính được “{node}” kỳ {period} từ các thành phần.")
    hint = _("Cách gộp chưa biết, thiếu điểm thành phần, hoặc cách gộp không nhận giá trị này.")
    text = message.format(node=node.path, period=period)
    return RequestError(Problem("node-not-composed", text, hint=hint))


def outside_scale(node: NodeInForce, score: float) -> RequestError:
    """A score that the node cannot have."""
    message = _("điểm {score} nằm ngoài thang {low}–{high} của “{node}”.")
    text = message.format(
        score=plain(score), low=plain(node.scale_min), high=plain(node.scale_max), node=node.path
    )
    return RequestError(Problem("score-outside-scale", text))
