"""The code book and the measure file of a simulated survey."""

import polars as pl

from thuocdo.survey.simulate_answers import DONT_KNOW, REFUSED, Asked, Questionnaire

SIMULATED = "số liệu mô phỏng"
_WHO = {
    "respondent": "Số thứ tự người trả lời",
    "year": "Năm khảo sát",
    "province": "Mã tỉnh, thành phố (Cục Thống kê)",
    "stratum": "Tầng: trung tâm tỉnh (seat) hoặc nơi khác (other)",
    "district": "Huyện (mã mô phỏng)",
    "commune": "Xã, phường (mã mô phỏng)",
    "village": "Thôn, tổ dân phố (mã mô phỏng)",
    "psu": "Đơn vị chọn mẫu bậc một để tính phương sai",
    "weight": "Quyền số",
    "sex": "Giới tính: 1 nam, 2 nữ",
    "age": "Tuổi",
    "ethnic": "Dân tộc: 1 Kinh, 2 dân tộc khác",
}
_CODES = {
    "share": "1 có, 2 không",
    "filter": "1 có, 2 không",
    "mean5": "1 rất kém … 5 rất tốt",
    "top2": "1 rất không hài lòng … 4 rất hài lòng",
    "items": "1 rất tốt … 4 rất kém",
    "mean10": "0 … 10",
}
_KIND = {
    "share": ["kind: share", "yes: [1]", "valid: [1, 2]"],
    "mean5": ["kind: mean", "valid: {min: 1, max: 5}", "scale: {min: 1, max: 5}"],
    "top2": ["kind: top2", "valid: {min: 1, max: 4}", "scale: {min: 1, max: 4}"],
    "mean10": ["kind: mean", "valid: {min: 0, max: 10}", "scale: {min: 0, max: 10}"],
    "items": [
        "kind: mean_of_items",
        "recode: {1: 4, 2: 3, 3: 2, 4: 1}",
        "scale: {min: 1, max: 4}",
    ],
}
_HEAD = """\
# Số liệu mô phỏng: không ai trả lời những câu hỏi này. Sinh bởi thuocdo simulate-survey.
measures: papi_simulated_{count}
label:
  vi: Khảo sát mô phỏng kiểu PAPI, {count} tỉnh
  en: Simulated survey like PAPI, {count} provinces
simulated: true
source: Số liệu mô phỏng (thuocdo simulate-survey)
status: confirmed
framework: papi
{period}
design:
  weights: weight
  strata: [stratum]
  units: [psu]
  # Tầng chỉ có một đơn vị (nếu có) so với trung bình chung thay vì báo lỗi.
  lonely: adjust
unit: {{column: province}}
dont_know: [{dont_know}]
refused: [{refused}]
indicators:
"""


def codebook(asked: Questionnaire, columns: list[str]) -> pl.DataFrame:
    """One row for each of `columns`: column, label, codes, indicator, node, base, note."""
    rows = [(name, label, "", "", "", "") for name, label in _WHO.items() if name in columns]
    rows += [
        (a.column, _label(a), _codes(a.kind), a.indicator, f"papi/{a.node}",
         f"{a.base} = 1" if a.base else "")
        for a in asked.asked
    ]  # fmt: skip
    rows += [(name, "Câu hỏi khác (không vào chỉ tiêu)", "", "", "", "") for name in asked.fillers]
    names = ["column", "label", "codes", "indicator", "node", "base"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(note=pl.lit(SIMULATED))


def _label(asked: Asked) -> str:
    if asked.kind == "filter":
        return f"Câu lọc: có liên quan tới nội dung {asked.node} trong 12 tháng qua không"
    return f"Câu hỏi mô phỏng về nội dung {asked.node}"


def _codes(kind: str) -> str:
    missing = "" if kind == "filter" else f"; {DONT_KNOW} không biết, {REFUSED} từ chối"
    return _CODES[kind] + missing


def measure_text(asked: Questionnaire, count: int, years: int, last: int, defined: str) -> str:
    """The measure file that turns the simulated answers into PAPI's nodes."""
    period = f'period: "{last}"' if years == 1 else "period_column: year"
    if count == 34:
        period += f'\nstructure: "{defined}"'
    head = _HEAD.format(count=count, period=period, dont_know=DONT_KNOW, refused=REFUSED)
    return head + "\n".join(_entries(asked)) + "\n"


def _entries(asked: Questionnaire) -> list[str]:
    lines = []
    for code, items in asked.indicators.items():
        first = items[0]
        base = [f"base: [{{question: {first.base}, in: [1]}}]"] if first.base else []
        entry = [
            f"code: {code}",
            f"label: {{vi: Chỉ tiêu mô phỏng {code}, en: Simulated indicator {code}}}",
            "source: Số liệu mô phỏng",
            "status: confirmed",
            f'node: "{first.node}"',
            f"questions: [{', '.join(item.column for item in items)}]",
            *_KIND[first.kind],
            *base,
        ]
        lines += ["  - " + entry[0], *("    " + line for line in entry[1:])]
    return lines
