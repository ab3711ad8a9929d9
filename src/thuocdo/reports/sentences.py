"""The sentences of the reports: each says a number with what is needed to judge it."""

from collections.abc import Iterator

from thuocdo.catalog.documents import Edition
from thuocdo.catalog.framework import Framework
from thuocdo.index.sampling import LEVEL
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import decimal, missing, percent
from thuocdo.kernel.period import Period
from thuocdo.reports.country import Country
from thuocdo.reports.views import Finding, Standing


def headline(country: Country, name: str, standing: Standing) -> str:
    """Score with its maximum, rank with its denominator, group, change: what there is."""
    index, period = country.panel.framework.document.abbreviation, country.period
    if standing.score is None:
        return _("{unit} – {index} {period}: không có điểm tổng hợp được công bố").format(
            unit=name, index=index, period=period
        )
    opening = _("{unit} – {index} {period}: {score} điểm").format(
        unit=name, index=index, period=period, score=out_of(standing, country.digits)
    )
    parts = [opening, *_rank(country, standing)]
    moved = change_sentence(country, standing)
    return ", ".join(parts) + (f"; {moved}" if moved else "")


def out_of(standing: Standing, digits: int) -> str:
    """`44,2479/80`."""
    score = decimal(standing.score, digits)
    if missing(standing.max_score):
        return score
    return f"{score}/{decimal(standing.max_score, 0)}"


def _rank(country: Country, standing: Standing) -> Iterator[str]:
    if standing.rank_low is not None:
        yield _ranged(country, standing)
    elif standing.rank is not None:
        if country.panel.framework.document.unit_level == "province":
            text = _("hạng {rank} trong {n} tỉnh có điểm")
        else:
            text = _("hạng {rank} trong {n} đơn vị có điểm")
        yield text.format(rank=standing.rank, n=standing.ranked_units)
    if standing.group:
        yield _("nhóm {group}").format(group=standing.group)


def _ranged(country: Country, standing: Standing) -> str:
    if country.panel.framework.document.unit_level == "province":
        text = _("hạng {rank}, khoảng {low}–{high}, trong {n} tỉnh có điểm")
    else:
        text = _("hạng {rank}, khoảng {low}–{high}, trong {n} đơn vị có điểm")
    ends = {"low": standing.rank_low, "high": standing.rank_high}
    return text.format(rank=standing.rank, n=standing.ranked_units, **ends)


def significance(significant: bool | None) -> str:
    """A change in a few words; empty where nothing is known."""
    if significant is None:
        return ""
    return _("có ý nghĩa thống kê") if significant else _("chưa vượt sai số mẫu")


def change_sentence(country: Country, standing: Standing) -> str:
    """`tăng 3,1009 điểm, 29 bậc so với 2022`; empty where nothing is compared."""
    if standing.change is None:
        return ""
    said = _moved(standing.change, standing.rank_change).format(
        points=decimal(abs(standing.change), country.digits),
        places=abs(standing.rank_change or 0),
        previous=country.period.previous,
    )
    sure = significance(standing.change_significant)
    return f"{said} ({sure})" if sure else said


def _moved(points: float, places: int | None) -> str:
    rising = points >= 0
    if places is None:
        up = _("tăng {points} điểm so với {previous}")
        down = _("giảm {points} điểm so với {previous}")
    elif places == 0:
        up = _("tăng {points} điểm so với {previous}, hạng không đổi")
        down = _("giảm {points} điểm so với {previous}, hạng không đổi")
    elif (places > 0) is rising:
        up = _("tăng {points} điểm, {places} bậc so với {previous}")
        down = _("giảm {points} điểm, {places} bậc so với {previous}")
    else:
        up = _("tăng {points} điểm, giảm {places} bậc so với {previous}")
        down = _("giảm {points} điểm, tăng {places} bậc so với {previous}")
    return up if rising else down


def uncertainty(country: Country, level: float = LEVEL) -> str:
    """What must stand beside every rank; `level` is that of the ranges."""
    return doubt(country.tree.complete, country.has_ranges, country.has_errors, level)


def doubt(complete: bool, has_ranges: bool, has_errors: bool, level: float = LEVEL) -> str:
    """How sure a rank is, or why there is none, or why that is not known."""
    if not complete:
        return _(
            "Số liệu của kỳ này không đủ các đơn vị nên không xếp hạng; chỉ nêu điểm, và thứ hạng "
            "đã công bố nơi có nguồn."
        )
    if has_ranges:
        return _(
            "Thứ hạng đi kèm khoảng: mỗi khoảng chứa thứ hạng đúng của đơn vị đó với xác suất "
            "{level}, tính riêng cho từng đơn vị (marginal), không bảo đảm đồng thời cho mọi đơn "
            "vị. Khoảng rộng nghĩa là mẫu khảo sát chưa đủ để nói chắc thứ hạng."
        ).format(level=percent(level))
    if has_errors:
        return _(
            "Thứ hạng tính từ một mẫu khảo sát nên có khoảng dao động; hai đơn vị cách nhau ít "
            "điểm có thể đổi chỗ nếu khảo sát lại."
        )
    return _(
        "Số liệu công bố không kèm sai số chuẩn nên không nêu được khoảng thứ hạng. Chỉ số tính "
        "từ một mẫu khảo sát: hai đơn vị cách nhau ít điểm có thể đổi chỗ nếu khảo sát lại."
    )


def not_compared(framework: Framework, code: str, period: Period) -> str | None:
    """Why scores are not compared with the period before; None where they are."""
    verdict = framework.comparability(code, period, period.previous)
    if verdict.comparable:
        return None
    reason = pick(verdict.reason.model_dump()) if verdict.reason else None
    if reason is None:
        return _("Không có kỳ {previous} để so sánh.").format(previous=period.previous)
    return _("Không so sánh với {previous}: {reason}.").format(
        previous=period.previous, reason=reason
    )


def cautions(framework: Framework, code: str, period: Period) -> tuple[str, ...]:
    """What calls for care in a comparison with the period before."""
    verdict = framework.comparability(code, period, period.previous)
    return tuple(pick(caution.model_dump()) for caution in verdict.cautions)


def why_withheld(country: Country, name: str, scored: int, leaves: int) -> Iterator[str]:
    """What a reader of a report without a total must know."""
    index, period = country.panel.framework.document.abbreviation, country.period
    if scored:
        yield _(
            "{index} {period} chỉ công bố một phần điểm của {unit}: {scored} trong {leaves} nội "
            "dung thành phần. Thiếu thành phần thì không có điểm tổng hợp, thứ hạng và nhóm."
        ).format(index=index, period=period, unit=name, scored=scored, leaves=leaves)
    else:
        yield _(
            "{index} {period} không công bố điểm của {unit}. Không công bố không phải là 0 điểm: "
            "báo cáo này không nêu điểm, thứ hạng hay nhóm, và không ước đoán thay."
        ).format(index=index, period=period, unit=name)
    yield from edition_words(country.tree.edition)


def edition_words(edition: Edition | None) -> Iterator[str]:
    """Note and source of an edition, as the definition gives them."""
    if edition is None:
        return
    if edition.note:
        yield _("Ghi chú của kỳ công bố: {note}").format(note=edition.note)
    yield _("Căn cứ: {source}.").format(source=edition.source.rstrip("."))


def finding_text(kind: str, years: int, since: str) -> str:
    """A trait in words, with its beginning."""
    text = {
        "strength": _("thuộc một phần tư cao nhất, từ {since}"),
        "weakness": _("thuộc một phần tư thấp nhất, từ {since}"),
        "chronic": _("yếu kéo dài: {years} năm liền ở một phần tư thấp nhất, từ {since}"),
        "falling": _("giảm {years} năm liền, từ {since}"),
        "fell": _("giảm so với kỳ trước"),
    }.get(kind, kind)
    return text.format(years=years, since=since)


def short_trait(finding: Finding) -> str:
    """A trait in a word or two, for a table."""
    return {
        "strength": _("mạnh"),
        "weakness": _("yếu"),
        "chronic": _("yếu kéo dài từ {since}"),
        "falling": _("giảm liên tục từ {since}"),
        "fell": _("giảm"),
    }.get(finding.kind, finding.kind).format(since=finding.since)
