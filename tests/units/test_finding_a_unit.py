import subprocess
import sys
import time
import unicodedata
from datetime import date

import pytest

from thuocdo.kernel import AmbiguousUnit, Level, UnitNotInForce, UnknownUnit
from thuocdo.units import find_unit

IN_2006, IN_2023, IN_MAY_2025 = date(2006, 1, 1), date(2023, 6, 1), date(2025, 5, 1)
IN_2026 = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TP.HCM", "79"),
        ("TPHCM", "79"),
        ("TP HCM", "79"),
        ("TP. Hồ Chí Minh", "79"),
        ("T.P Hồ Chí Minh", "79"),
        ("Thành phố Hồ Chí Minh", "79"),
        ("HCMC", "79"),
        ("Sài Gòn", "79"),
        ("Thừa Thiên - Huế", "46"),
        ("Thừa Thiên Huế", "46"),
        ("TT Huế", "46"),
        ("TT. Huế", "46"),
        ("Huế", "46"),
        ("Bà Rịa Vũng Tàu", "77"),
        ("Bà Rịa – Vũng Tàu", "77"),
        ("BR-VT", "77"),
        ("BRVT", "77"),
        ("tỉnh Hà Giang", "02"),
        ("Tinh Ha Giang", "02"),
        ("ha giang", "02"),
        ("HÀ GIANG", "02"),
        ("  Hà   Giang ", "02"),
        ("HàGiang", "02"),
        ("Hoà Bình", "17"),
        ("Hòa Bình", "17"),
        ("Đắc Lắc", "66"),
        ("Đăk Lăk", "66"),
        ("Dak Lak", "66"),
        ("Đắk Nông", "67"),
        ("Bắc Cạn", "06"),
        ("Kontum", "62"),
        ("Bắc Ninh", "27"),
        ("02", "02"),
        ("24@2004-01-01", "24"),
    ],
)
def test_a_province_is_found_however_it_is_written(text, code):
    assert find_unit(text, IN_2023).code == code
    for form in ("NFC", "NFD"):
        assert find_unit(unicodedata.normalize(form, text), IN_2023).code == code


@pytest.mark.parametrize(
    ("text", "day", "id_"),
    [
        ("Bắc Ninh", IN_2023, "27@2004-01-01"),
        ("Bắc Ninh", IN_2026, "24@2025-07-01"),
        ("Lào Cai", IN_2023, "10@2004-01-01"),
        ("Lào Cai", IN_2026, "15@2025-07-01"),
        ("Hà Nội", IN_2006, "01@2004-01-01"),
        ("Hà Nội", IN_2026, "01@2008-08-01"),
        ("Hà Tây", IN_2006, "28@2004-01-01"),
        ("Thừa Thiên Huế", IN_2026, "46@2004-01-01"),
        ("thành phố Đồng Nai", IN_2026, "75@2025-07-01"),
        ("24", IN_2023, "24@2004-01-01"),
        ("24", IN_2026, "24@2025-07-01"),
        ("24@2025-07-01", IN_2006, "24@2025-07-01"),
    ],
)
def test_the_day_decides_which_unit_a_name_means(text, day, id_):
    assert str(find_unit(text, day).id) == id_


def test_without_a_day_it_is_today():
    assert find_unit("Bắc Ninh").in_force_on(date.today())


@pytest.mark.parametrize(
    ("text", "day", "message"),
    [
        ("Hà Giang", IN_2026, "Hà Giang nhập vào Tuyên Quang từ 01/07/2025"),
        ("ha giang", IN_2026, "Hà Giang nhập vào Tuyên Quang từ 01/07/2025"),
        ("02", IN_2026, "mã 02: Hà Giang nhập vào Tuyên Quang từ 01/07/2025"),
        ("Hà Tây", IN_2026, "Hà Tây nhập vào Hà Nội từ 01/08/2008"),
        ("Phường Vân Sơn", IN_MAY_2025, "Phường Vân Sơn chỉ có từ 01/07/2025"),
        ("Phường Phúc Xá", IN_2023, "Phường Phúc Xá chỉ có trong danh mục từ 04/01/2025"),
        ("Phường Phúc Xá", IN_2026, "Phường Phúc Xá nhập vào Phường Hồng Hà từ 01/07/2025"),
        ("Quận Ba Đình", IN_2026, "Quận Ba Đình không còn từ 01/07/2025, khi bỏ cấp huyện"),
        ("18796", IN_2026, "Xã Kỳ Lợi được chia vào Phường Sông Trí, Phường Vũng Áng"),
        ("26935", IN_2026, "danh mục chưa rõ nhập vào đơn vị nào"),
    ],
)
def test_a_unit_that_is_not_there_says_where_it_went_or_since_when_it_is(text, day, message):
    with pytest.raises(UnitNotInForce) as raised:
        find_unit(text, day)
    (problem,) = raised.value.problems
    assert problem.message.startswith(message) or message in problem.message
    assert problem.code == "unit-not-in-force"


def test_the_hint_gives_the_last_day_and_the_successor():
    with pytest.raises(UnitNotInForce) as raised:
        find_unit("Hà Giang", IN_2026)
    hint = raised.value.problems[0].hint
    assert hint == "dùng ngày đến 30/06/2025 (--on 2025-06-30), hoặc dùng Tuyên Quang"


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("Quận 1", IN_MAY_2025, "760"),
        ("Q.1", IN_MAY_2025, "760"),
        ("Q1", IN_MAY_2025, "760"),
        ("TP Bắc Giang", IN_MAY_2025, "213"),
        ("huyện Quan Hóa", IN_MAY_2025, "385"),
        ("Quan Hóa", IN_MAY_2025, "385"),
        ("TX. Sa Pa", IN_MAY_2025, "088"),
        ("Qui Nhơn", IN_MAY_2025, "540"),
        ("P. Trúc Bạch", IN_MAY_2025, "00004"),
        ("TT. Mường Lát", IN_MAY_2025, "14845"),
        ("đặc khu Lý Sơn", IN_2026, "21548"),
        ("Xã Krông Na", IN_2026, "24235"),  # an earlier name
    ],
)
def test_the_word_in_front_tells_the_level(text, day, code):
    assert find_unit(text, day).code == code


def test_a_name_that_occurs_often_is_ambiguous_and_lists_candidates():
    with pytest.raises(AmbiguousUnit) as raised:
        find_unit("Phường 1", IN_MAY_2025)
    text = str(raised.value)
    assert "là tên của 33 đơn vị" in text
    assert "24784 Phường 1 (Thành phố Đà Lạt, Lâm Đồng)" in text
    assert "và 23 đơn vị khác" in text


def test_within_narrows():
    assert find_unit("Xã Tân Thành", IN_2026, within="Thanh Hóa").code == "15661"
    assert find_unit("Phường 1", IN_MAY_2025, within="TP Đà Lạt").code == "24784"
    with pytest.raises(UnknownUnit, match="Cà Mau không có đơn vị nào tên là “Xã Ba Đình”"):
        find_unit("Xã Ba Đình", IN_2026, within="Cà Mau")


def test_a_level_narrows():
    assert find_unit("Hà Giang 1", IN_2026, Level.COMMUNE).level == Level.COMMUNE
    with pytest.raises(UnknownUnit):
        find_unit("Ba Đình", IN_MAY_2025, Level.PROVINCE)


def test_an_unknown_name_offers_close_ones():
    with pytest.raises(UnknownUnit, match=r"Có phải Hà Giang"):
        find_unit("Hà Gianh", IN_2023)
    with pytest.raises(UnknownUnit, match="không có đơn vị nào tên là “zzzz”"):
        find_unit("zzzz", IN_2023)


def test_finding_a_province_needs_no_table_library():
    code = (
        "import sys, datetime, thuocdo.units as u;"
        "u.find_unit('TP.HCM', datetime.date(2023, 1, 1)); u.find_region('RRD');"
        "sys.exit('polars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_finding_a_commune_is_quick():
    find_unit("Phường Trúc Bạch", IN_MAY_2025)
    start = time.perf_counter()
    find_unit("Xã Tân Thành", IN_2026, within="Thanh Hóa")
    assert time.perf_counter() - start < 0.2
