"""Published scores: the scorebook by filters, and the ranking at a node."""

from datetime import date

from django.db.models import F, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from thuocdo import units
from thuocdo.catalog.framework import Tree
from thuocdo.kernel.language import pick
from thuocdo.kernel.tables import N_
from thuocdo.web.api import reading
from thuocdo.web.api.formats import FILE_ANSWERS, FORMAT, FormatAsked, table_answer
from thuocdo.web.api.paging import PageAsked, Paged, Turn
from thuocdo.web.api.reading import EditionAsked, EditionNote
from thuocdo.web.api.score_row import COLUMNS, ScoreRow, as_rows, read
from thuocdo.web.api.value import shown
from thuocdo.web.results import asked as asking
from thuocdo.web.results import books
from thuocdo.web.results.models import Edition, Score

router = Router(tags=["scores"])


class ScorePage(Paged):
    """A page of the scorebook."""

    edition: EditionNote = Field(description=N_("Lần công bố của các số này"))
    rank_range: str = Field(
        description=N_("Khoảng thứ hạng tính ở mức tin cậy nào, hoặc vì sao không có")
    )
    rows: list[ScoreRow] = Field(description=N_("Các dòng của bảng điểm"))


class RankingPage(ScorePage):
    """Units at a node in a period, best first; those without a score last."""

    period: str = Field(description=N_("Kỳ"))
    node: str = Field(description=N_("Đường dẫn nội dung"))
    label: str = Field(description=N_("Tên nội dung"))
    complete: bool = Field(description=N_("false: mới có một phần đơn vị nên không xếp hạng"))
    comparable: bool = Field(description=N_("Điểm so được với kỳ liền trước"))
    reason: str | None = Field(description=N_("Vì sao không so được, nếu biết"))


class ScorebookAsked(EditionAsked, PageAsked):
    """Which rows; a repeated parameter asks for any of its values."""

    period: list[str] = Field(
        [],
        max_length=reading.MANY,
        description=N_("Kỳ; lặp lại được"),
        json_schema_extra=shown(["2023", "2024"]),
    )
    node: list[str] = Field(
        [],
        max_length=reading.MANY,
        description=N_("Nội dung: đường dẫn, mã hoặc tên; lặp lại được"),
        json_schema_extra=shown(["2.3"]),
    )
    unit: list[str] = Field(
        [],
        max_length=reading.MANY,
        description=N_("Đơn vị: định danh, mã, tên hoặc tên trong địa chỉ trang; lặp lại được"),
        json_schema_extra=shown(["Hà Giang"]),
    )
    format: FormatAsked | None = FORMAT


class RankingAsked(EditionAsked, PageAsked):
    """Which ranking."""

    period: str | None = reading.PERIOD
    node: str | None = Field(
        None,
        max_length=reading.NAME,
        description=N_("Nội dung: đường dẫn, mã hoặc tên; không ghi: chính chỉ số"),
        json_schema_extra=shown("2"),
    )
    region: str | None = Field(
        None, max_length=40, description=N_("Mã hoặc tên vùng; hạng vẫn là cả nước")
    )
    format: FormatAsked | None = FORMAT


@router.get(
    "/scorebook",
    response=ScorePage,
    summary=N_("Bảng điểm"),
    description=N_("Dòng của bảng điểm theo kỳ, nội dung, đơn vị; xếp theo kỳ, nội dung, hạng."),
    operation_id="scorebook",
    openapi_extra=FILE_ANSWERS
    | {"x-example": "scorebook?framework=papi&unit=ha-giang-02&node=2.3"},
)
def scorebook(request: HttpRequest, asked: Query[ScorebookAsked]):
    """Rows of the scorebook."""
    edition = asked.edition
    definition = books.definition(edition.framework)
    filters = {
        "period__in": reading.periods(edition, asked.period),
        "node__in": reading.paths(definition, asked.node),
        "unit__in": reading.unit_ids(definition, asked.unit) if asked.unit else [],
    }
    filters = {name: values for name, values in filters.items() if values}
    best_first = F("rank").asc(nulls_last=True)
    rows = books.rows(edition, **filters).order_by("period", "node", best_first, "unit")
    turn = Turn(request, asked, rows.count() if filters else edition.rows)
    table = read(edition, rows[turn.window])

    def document() -> ScorePage:
        return ScorePage(**turn.place, **_head(edition, table))

    return table_answer(turn, table, COLUMNS, f"{edition.framework}-scorebook", document)


@router.get(
    "/ranking",
    response=RankingPage,
    summary=N_("Xếp hạng ở một nội dung"),
    description=N_("Các đơn vị ở một nội dung trong một kỳ, tốt nhất trước; đơn vị không công bố "
                   "ở cuối, không có hạng."),
    operation_id="ranking",
    openapi_extra=FILE_ANSWERS | {"x-example": "ranking?framework=papi&period=2024&node=2"},
)  # fmt: skip
def ranking(request: HttpRequest, asked: Query[RankingAsked]):
    """Units at a node in a period."""
    edition = asked.edition
    period = books.read_period(edition, asked.period)
    tree = books.definition(edition.framework).on(period)
    code = asking.node_in_force(tree, asked.node) if asked.node else ""
    rows = books.rows(edition, period=str(period), node=tree.nodes[code].path)
    if asked.region:
        rows = rows.filter(region=units.find_region(asked.region, _day(edition, tree)).code)
    turn = Turn(request, asked, rows.count())
    table = read(edition, _best_first(rows)[turn.window])

    def document() -> RankingPage:
        return RankingPage(**turn.place, **_head(edition, table), **_about(tree, code))

    return table_answer(turn, table, COLUMNS, f"{edition.framework}-{period}-ranking", document)


def _best_first(rows: QuerySet[Score]) -> QuerySet[Score]:
    return rows.order_by(F("score").desc(nulls_last=True), "unit")


def _head(edition: Edition, table: list[dict]) -> dict[str, object]:
    ranged = any(row["rank_low"] for row in table)
    return {
        "edition": reading.note(edition),
        "rank_range": reading.rank_range(edition, ranged),
        "rows": as_rows(table),
    }


def _about(tree: Tree, code: str) -> dict[str, object]:
    verdict = tree.framework.comparability(code, tree.period, tree.period.previous)
    return {
        "period": str(tree.period),
        "node": tree.nodes[code].path,
        "label": reading.label(tree, code),
        "complete": tree.complete,
        "comparable": verdict.comparable,
        "reason": pick(verdict.reason.model_dump()) if verdict.reason else None,
    }


def _day(edition: Edition, tree: Tree) -> date:
    """The day on which the units are those of the table."""
    return max(edition.territory or date.min, tree.framework.territory(tree.period))
