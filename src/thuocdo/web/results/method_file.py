"""The tree of a framework in a period as a file, with the rules and the sources of each node."""

from math import isnan

import polars as pl
from django.http import HttpResponse

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.reports.method import everyone
from thuocdo.reports.method_views import Method
from thuocdo.web.site.files import table_file

HEADERS = {
    "framework": N_("Bộ chỉ số"),
    "period": N_("Kỳ"),
    "node": N_("Nội dung"),
    "printed_code": N_("Số in"),
    "label_vi": N_("Tên"),
    "label_en": N_("Tên tiếng Anh"),
    "level": N_("Cấp nội dung"),
    "parent": N_("Thuộc"),
    "scale_min": N_("Điểm thấp nhất có thể"),
    "scale_max": N_("Điểm tối đa"),
    "weight": N_("Trọng số"),
    "aggregate": N_("Cách gộp"),
    "factor": N_("Hệ số"),
    "missing": N_("Khi thiếu thành phần"),
    "prefer": N_("Ưu tiên"),
    "groups": N_("Quy tắc chia nhóm"),
    "status": N_("Mức xác nhận"),
    "source": N_("Nguồn"),
    "composition_status": N_("Mức xác nhận của cách gộp"),
    "composition_source": N_("Nguồn của cách gộp"),
}
NUMBERS = {"scale_min", "scale_max", "weight", "factor"}


def tree_file(tree: Tree, method: Method, kind: str) -> HttpResponse:
    """The tree as a file of `kind`."""
    weights = {line.path: line.weight for line in method.nodes}
    rows = [_row(tree, node, weights[node.path]) for node, _depth in everyone(tree)]
    types = {name: pl.Float64 if name in NUMBERS else pl.String for name in HEADERS}
    headers = {name: _(header) for name, header in HEADERS.items()}
    name = f"{method.framework}_{method.period}_cach-tinh"
    return table_file(pl.DataFrame(rows, schema=types), kind, name, headers, _notes(method))


def _row(tree: Tree, node: NodeInForce, weight: float | None) -> dict:
    rule, groups = node.composition, node.groups
    return {
        "framework": tree.framework.name,
        "period": str(tree.period),
        "node": node.path,
        "printed_code": node.printed_code,
        "label_vi": node.node.label.vi,
        "label_en": node.node.label.en,
        "level": node.level,
        "parent": None if node.parent is None else tree.nodes[node.parent].path,
        "scale_min": None if isnan(node.scale_min) else node.scale_min,
        "scale_max": None if isnan(node.scale_max) else node.scale_max,
        "weight": weight,
        "aggregate": rule.aggregate if rule else None,
        "factor": rule.factor if rule else None,
        "missing": rule.missing if rule else None,
        "prefer": rule.prefer if rule else None,
        "groups": groups.rule if groups else None,
        "status": str(node.node.status),
        "source": node.node.source,
        "composition_status": str(rule.status) if rule else None,
        "composition_source": rule.source if rule else None,
    }


def _notes(method: Method) -> list[str]:
    title = _("Cách tính {index} {period}: {label}.").format(
        index=method.abbreviation, period=method.period, label=method.label
    )
    unsure = _("{n} mục chưa xác nhận với văn bản gốc (unconfirmed).").format(n=method.unsure)
    source = _("Nguồn: {source}").format(source=method.basis.source)
    return [title, unsure, source]
