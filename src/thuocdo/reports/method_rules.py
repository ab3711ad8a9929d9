"""The rules of a definition in words: how nodes are put together, prepared and grouped."""

from collections.abc import Iterator

from thuocdo.catalog.documents import Composition, Groups, Normalise, Preparation, Scale
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import missing, percent, plain
from thuocdo.reports.notes import group_rule


def composition_words(rule: Composition) -> Iterator[str]:
    """How a node is made of its parts, in sentences."""
    if rule.aggregate == "none" and not rule.parts:
        yield _("Không có thành phần nào được công bố: chỉ dùng điểm của chính nội dung này.")
        return
    if rule.aggregate == "none":
        yield _("Cách gộp từ {n} thành phần chưa được công bố: chỉ dùng điểm đã công bố.").format(
            n=len(rule.parts)
        )
        return
    yield _aggregate(rule).format(n=len(rule.parts), power=plain(rule.power or 0))
    if rule.factor != 1:
        yield _("Kết quả nhân với hệ số {factor}.").format(factor=plain(rule.factor))
    if rule.missing == "withhold":
        yield _("Theo định nghĩa, thiếu một thành phần thì không có điểm.")
    else:
        yield _("Thiếu thành phần nào thì trọng số chia lại cho các thành phần có điểm.")
        text = _("Theo định nghĩa, cần ít nhất {share} trọng số thì mới có điểm.")
        yield text.format(share=percent(rule.min_share))
    if rule.prefer == "measurement":
        yield _("Có điểm công bố của chính nội dung này thì dùng điểm đó; tính lại để đối chiếu.")


def _aggregate(rule: Composition) -> str:
    if rule.weights is None:
        return {
            "sum": _("Tổng điểm của {n} thành phần."),
            "arithmetic": _("Bình quân của {n} thành phần, trọng số như nhau."),
            "geometric": _("Trung bình nhân của {n} thành phần, trọng số như nhau."),
            "harmonic": _("Trung bình điều hoà của {n} thành phần, trọng số như nhau."),
            "power": _("Trung bình luỹ thừa (số mũ {power}) của {n} thành phần."),
        }[rule.aggregate]
    return {
        "sum": _("Tổng có trọng số của {n} thành phần."),
        "arithmetic": _("Bình quân có trọng số của {n} thành phần."),
        "geometric": _("Trung bình nhân có trọng số của {n} thành phần."),
        "harmonic": _("Trung bình điều hoà có trọng số của {n} thành phần."),
        "power": _("Trung bình luỹ thừa có trọng số (số mũ {power}) của {n} thành phần."),
    }[rule.aggregate]


def preparation_words(rule: Preparation) -> Iterator[str]:
    """What happens to measured values before they enter the node above, in sentences."""
    if rule.direction == "-1":
        yield _("Đổi chiều: giá trị thấp hơn là tốt hơn.")
    if rule.impute != "none":
        yield {
            "mean": _("Giá trị thiếu được điền bằng trung bình các đơn vị."),
            "median": _("Giá trị thiếu được điền bằng trung vị các đơn vị."),
            "group_mean": _("Giá trị thiếu được điền bằng trung bình của vùng."),
        }[rule.impute]
    if rule.treat:
        text = _(
            "Giá trị ngoại lai được thu lại khi |độ lệch| trên {skew} và độ nhọn trên {kurtosis}, "
            "nhiều nhất {n} giá trị."
        )
        limits = rule.treat
        yield text.format(
            skew=plain(limits.skew_limit),
            kurtosis=plain(limits.kurtosis_limit),
            n=limits.max_winsorised,
        )
        if limits.log:
            yield _("Nếu vẫn chưa đạt thì lấy logarit.")
    if rule.normalise.method != "none":
        yield _normalise(rule.normalise)


def _normalise(rule: Normalise) -> str:
    text = {
        "minmax": _("Chuẩn hoá theo khoảng, về thang {low}–{high}, cận {bounds}."),
        "zscore": _("Chuẩn hoá theo độ lệch chuẩn: trung bình {mean}, độ lệch chuẩn {sd}."),
        "rank": _("Thay bằng thứ hạng."),
        "prank": _("Thay bằng thứ hạng phần trăm."),
        "borda": _("Thay bằng điểm Borda."),
        "dist2max": _("Chuẩn hoá theo khoảng cách tới giá trị cao nhất."),
        "fracmax": _("Chuẩn hoá theo tỷ lệ với giá trị cao nhất."),
    }[rule.method]
    return text.format(
        low=plain(rule.low),
        high=plain(rule.high),
        mean=plain(rule.mean),
        sd=plain(rule.sd),
        bounds=_bounds(rule),
    )


def _bounds(rule: Normalise) -> str:
    if rule.min is None or rule.max is None:
        return _("lấy từ số liệu của kỳ")
    return _("cố định {low} và {high}").format(low=plain(rule.min), high=plain(rule.max))


def group_words(rule: Groups) -> Iterator[str]:
    """How units are put in groups, in sentences, the groups named from the best."""
    yield group_rule(rule)
    labels = ", ".join(pick(label.model_dump()) for label in rule.labels)
    yield _("Các nhóm, từ tốt nhất: {labels}.").format(labels=labels)
    if rule.positions:
        cuts = ", ".join(str(place) for place in rule.positions)
        yield _("Vị trí cuối của mỗi nhóm, trừ nhóm cuối: {cuts}.").format(cuts=cuts)
    if rule.bounds:
        cuts = "; ".join(plain(bound) for bound in rule.bounds)
        yield _("Điểm cắt dưới của mỗi nhóm, trừ nhóm cuối: {cuts}.").format(cuts=cuts)


def scale_from(scale: Scale | None) -> str:
    """Where the scale of a node comes from."""
    if scale is None or (scale.from_ is None and missing(scale.max)):
        return _("chưa rõ")
    return {
        "equal_share": _("nội dung cha chia đều"),
        "parts": _("tổng các thành phần"),
        None: _("cố định"),
    }[scale.from_]
