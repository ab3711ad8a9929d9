"""The quotes of the published claims themselves, read with what their row says they are about."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.catalog.load import frameworks
from thuocdo.claims import Context
from thuocdo.claims.extract import Extractor
from thuocdo.claims.normalise import clean
from thuocdo.units import which_unit

FILE = Path(__file__).parents[1] / "golden" / "claims" / "published_claims.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
EXTRACTOR = Extractor(frameworks())
# A rank without any word beside it (“Đà Nẵng 68.34 1”) is not guessed at.
BARE_RANK = {"C164", "C165", "C166", "C167", "C168", "C169", "C171", "C172"}
OTHER = {"C131": "the part is not named in the quote", "C162": "the quote is about 2014"}


def _held(row, quote):
    """The fields of a row whose number stands in its quote, as printed."""
    for field in ("score", "score_change", "rank", "rank_change"):
        digits = row[field].lstrip("-")
        if digits and re.search(rf"(?<![\d.])0?{re.escape(digits)}(?!\d)", quote.replace(",", ".")):
            yield field, row[field]


def _about(row):
    name = which_unit(row["province_code"], date(2020, 1, 1)).names[0].name
    return Context(row["index"].lower(), name, int(row["year"]))


@pytest.mark.parametrize("row", ROWS, ids=[row["claim_id"] for row in ROWS])
def test_each_number_of_a_quote_is_found(row):
    quote = clean(row["quote_short"])
    about = _about(row) if row["province_code"] else Context("papi", None, int(row["year"]))
    wanted = {pair for pair in _held(row, quote) if row["claim_id"] not in OTHER}
    if row["claim_id"] in BARE_RANK:
        wanted = {pair for pair in wanted if pair[0] != "rank"}
    if row["scope"] == "national_mean":
        quote = f"Trung bình cả nước: {quote}"
    said, _refused, _after = EXTRACTOR.read(quote, about)
    found = {pair for one in said for pair in one.claim.given.items()}
    assert wanted <= found


PIECES = """
    PAPI SIPAS PCI năm 2023 2019 Hà Giang Huế tỉnh đạt từ lên xuống tăng giảm -1,5 +2 44,2
    11 11/63 4/14 0/0 1.234.567 8/10 17th third hai điểm % bậc hạng thứ xếp dẫn đầu cuối bảng
    nhóm cao nhất so với trước ( ) , ; : lần lượt gần trong và của trung bình cả nước ĐBSCL
    nội dung 1
"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=25))
def test_no_sentence_is_too_strange_to_read(pieces):
    said, refused, after = EXTRACTOR.read(clean(" ".join(pieces)), Context())
    assert all(one.claim.given for one in said)
    assert all(start < end for one in refused for start, end in [one.span])
    assert isinstance(after, Context)
