"""The notes at the end of a report: source, licence, method, what is not confirmed."""

from collections.abc import Iterator
from datetime import date

from thuocdo.catalog import bundled
from thuocdo.catalog.documents import Groups
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.kernel.tables import Certainty
from thuocdo.reports import geometry
from thuocdo.reports.country import Country
from thuocdo.reports.sentences import cautions, edition_words
from thuocdo.reports.tree_rows import numbered
from thuocdo.reports.views import Note
from thuocdo.version import __version__


def notes_of(country: Country, with_map: bool = True) -> Iterator[Note]:
    """All notes of a period, each only where it applies."""
    yield from source_notes(country)
    edition = "" if country.estimated else " ".join(edition_words(country.tree.edition))
    if edition:
        yield Note(_("Kỳ công bố"), edition)
    yield Note(_("Cách tính"), " ".join(_method(country)))
    yield from _groups(country)
    yield from _comparison(country)
    yield from _territory(country)
    yield from _unconfirmed(country)
    if with_map:
        yield map_note(country.territory)
    yield version_note()


def version_note() -> Note:
    """What made the report."""
    text = _("Thước Đo {version}. Số chỉ làm tròn khi hiển thị; tính trên số chưa làm tròn.")
    return Note(_("Công cụ"), text.format(version=__version__))


def source_notes(country: Country) -> Iterator[Note]:
    """Where the measured values come from, and their licence."""
    name = country.panel.framework.name
    if country.estimated:
        text = _("Ước lượng từ câu trả lời của từng người, không phải số đơn vị công bố đưa ra.")
        yield Note(_("Nguồn số liệu"), text)
        return
    if name not in bundled.bundled_names():
        yield Note(_("Nguồn số liệu"), _("Bảng số đo do người dùng đưa vào."))
        return
    facts = bundled.provenance()[name]
    text = _("{publisher}. Bảng số liệu: {source}. Đã kiểm tra: {checked} Còn thiếu: {gaps}")
    yield Note(_("Nguồn số liệu"), text.format(**facts))
    yield Note(_("Giấy phép"), facts["licence"])


def _method(country: Country) -> Iterator[str]:
    composition = country.index.composition
    if composition is not None:
        yield {
            "sum": _("Điểm tổng hợp là tổng điểm các nội dung."),
            "arithmetic": _("Điểm tổng hợp là bình quân có trọng số của các nội dung."),
            "none": _("Cách gộp chưa công bố: dùng điểm tổng hợp như đã công bố."),
        }.get(composition.aggregate, _("Điểm tổng hợp tính theo định nghĩa của bộ chỉ số."))
        if composition.missing == "withhold":
            yield _("Thiếu một thành phần thì không có điểm tổng hợp.")
    yield _(
        "Hạng tính trên điểm chưa làm tròn, bằng điểm thì cùng hạng; mẫu số là số đơn vị có điểm."
    )


def _groups(country: Country) -> Iterator[Note]:
    rule = country.index.groups
    if rule is None or not country.bands:
        return
    yield Note(
        _("Chia nhóm"), f"{rule_words(rule)} " + _("Căn cứ: {source}.").format(source=rule.source)
    )


def group_rule(rule: Groups) -> str:
    """How units are put in groups."""
    return {
        "quartiles": _("Nhóm theo tứ phân vị trên các đơn vị có điểm."),
        "positions": _(
            "Nhóm theo vị trí trong danh sách đủ các đơn vị, đơn vị không có điểm xếp sau cùng."
        ),
        "thresholds": _("Nhóm theo ngưỡng điểm cố định."),
        "natural_breaks": _("Nhóm theo ngắt quãng tự nhiên của điểm (Fisher–Jenks)."),
    }[rule.rule]


def rule_words(rule: Groups) -> str:
    """How units are put in groups, and how sure that is."""
    text = group_rule(rule)
    if rule.status is not Certainty.CONFIRMED:
        text += " " + _("Quy tắc này chưa đối chiếu được với văn bản gốc.")
    return f"{text} {rule.note}" if rule.note else text


def _comparison(country: Country) -> Iterator[Note]:
    found = cautions(country.panel.framework, "", country.period)
    if found:
        text = _("So với {previous} cần thận trọng: {reasons}.").format(
            previous=country.period.previous, reasons="; ".join(found)
        )
        yield Note(_("So sánh"), text)


def _territory(country: Country) -> Iterator[Note]:
    if country.reconstructed:
        text = _(
            "Quy về địa giới ngày {day}: điểm các đơn vị hợp nhất là bình quân theo dân số trung "
            "bình 2020, là ước tính của công cụ này, không phải điểm công bố."
        )
        yield Note(_("Địa giới"), text.format(day=day(country.territory)))


def _unconfirmed(country: Country) -> Iterator[Note]:
    nodes = [
        numbered(node)
        for node in country.tree.nodes.values()
        if node.node.status is not Certainty.CONFIRMED
    ]
    if nodes:
        text = _(
            "Tên hoặc định nghĩa chưa đối chiếu với văn bản gốc, đánh dấu * trong bảng: {nodes}."
        )
        yield Note(_("Chưa đối chiếu"), text.format(nodes="; ".join(nodes)))


def map_note(territory: date) -> Note:
    """Where the shapes of the map come from, and their licence."""
    shapes = geometry.geometry_on(territory)
    facts = geometry.provenance()[f"{shapes.name}.json"]
    text = _(
        "Ranh giới: {source}. Giấy phép {licence}: bản đồ trong báo cáo này được dùng lại theo "
        "cùng giấy phép. Đường biên đã giản lược, không dùng để xác định địa giới."
    )
    return Note(_("Bản đồ"), text.format(source=facts["source"], licence=facts["licence"]))
