"""Tables as people keep them: real bytes in, text out, or a problem a person can mend."""

import csv
import io
import unicodedata
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.catalog.files import Table, read_table
from thuocdo.catalog.numbers import read_numbers
from thuocdo.kernel import InputError

TEXT = "Đơn vị;Năm;Điểm\nThừa Thiên Huế;2024;44,2479\nBà Rịa – Vũng Tàu;2024;\n"
EXPECTED = {
    "Đơn vị": ["Thừa Thiên Huế", "Bà Rịa – Vũng Tàu"],
    "Năm": ["2024", "2024"],
    "Điểm": ["44,2479", None],
}


def windows_1258(text: str) -> bytes:
    """As Vietnamese Windows writes it: base letter with its hat, then the tone mark."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    signs = []
    for sign in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", sign)
        tone = "".join(part for part in parts if part in tones)
        rest = "".join(part for part in parts if part not in tones)
        signs.append(unicodedata.normalize("NFC", rest) + tone)
    return "".join(signs).encode("cp1258")


@pytest.fixture
def given_file(tmp_path):
    def write(data: str | bytes, name: str = "bang.csv"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


@pytest.fixture
def given_book(tmp_path):
    def write(*rows, name: str = "bang.xlsx", change=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change:
            change(book.active)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def columns(table: Table) -> dict:
    return table.frame.to_dict(as_series=False)


def problems(path, **options):
    with pytest.raises(InputError) as caught:
        read_table(path, **options)
    for problem in caught.value.problems:
        assert problem.file == str(path)
        assert problem.message[-1] == "."
    return caught.value.problems


def problem(path, **options):
    (only,) = problems(path, **options)
    return only


class TestTheEncoding:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(TEXT.encode(), id="utf-8"),
            pytest.param(TEXT.encode("utf-8-sig"), id="utf-8 with bom"),
            pytest.param(TEXT.encode("utf-16"), id="utf-16 with bom"),
            pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="utf-16-be with bom"),
            pytest.param(TEXT.encode("utf-16-le"), id="utf-16-le without bom"),
            pytest.param(TEXT.encode("utf-16-be"), id="utf-16-be without bom"),
            pytest.param(windows_1258(TEXT), id="windows-1258"),
            pytest.param(unicodedata.normalize("NFD", TEXT).encode(), id="decomposed"),
            pytest.param(TEXT.replace("\n", "\r\n").encode(), id="windows line ends"),
        ],
    )
    def test_is_recognised(self, given_file, data):
        table = read_table(given_file(data))
        assert columns(table) == EXPECTED
        assert table.rows == (2, 3)

    def test_of_a_damaged_utf_8_file_is_not_mistaken_for_another(self, given_file):
        damaged = TEXT.encode().replace("Vũng".encode(), b"V\xffng")
        found = problem(given_file(damaged))
        assert (found.code, found.row) == ("undecodable-text", 3)

    @pytest.mark.parametrize(
        "data",
        [bytes(range(256)), b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x01\x00" * 9, b"a;b\n\x90\x9d;1\n"],
    )
    def test_of_what_is_no_text_is_not_guessed(self, given_file, data):
        assert problem(given_file(data)).code == "undecodable-text"

    def test_of_a_workbook_named_csv_is_not_guessed(self, given_file, given_book):
        data = given_book(["a"], ["1"]).read_bytes()
        assert problem(given_file(data, "doi-ten.csv")).code == "undecodable-text"


class TestTheDelimiter:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("suffix", ["csv", "txt", "tsv"])
    def test_is_recognised(self, given_file, mark, suffix):
        text = f"unit{mark}value\n01{mark}44.2\n"
        table = read_table(given_file(text, f"a.{suffix}"))
        assert columns(table) == {"unit": ["01"], "value": ["44.2"]}

    def test_is_not_a_decimal_comma(self, given_file):
        table = read_table(given_file("Tỉnh, thành phố;Điểm\nHà Nội;44,2\nHuế;43,1\n"))
        assert table.frame.columns == ["Tỉnh, thành phố", "Điểm"]

    def test_is_not_needed_in_a_file_of_one_column(self, given_file):
        assert columns(read_table(given_file("Điểm\n44,2\n43,1\n"))) == {"Điểm": ["44,2", "43,1"]}

    def test_may_stand_inside_quotes(self, given_file):
        table = read_table(given_file('a,b\n"x, y", "nói ""thế"""\n'))
        assert columns(table) == {"a": ["x, y"], "b": ['nói "thế"']}


class TestTheRows:
    def test_are_numbered_as_in_the_file_though_blank_ones_are_left_out(self, given_file):
        table = read_table(given_file("\n,\na,b\n1,2\n\n,\n3,4\n\n"))
        assert table.rows == (4, 7)
        assert columns(table) == {"a": ["1", "3"], "b": ["2", "4"]}

    def test_count_a_cell_of_several_lines_as_one_row(self, given_file):
        table = read_table(given_file('a,b\n"x\ny",1\nz,2\n'))
        assert table.rows == (2, 3)
        assert table.frame["a"][0] == "x\ny"

    def test_may_end_with_empty_cells_beyond_the_header(self, given_file):
        assert columns(read_table(given_file("a,b,,\n1,2,,\n3,4\n5,6,,,,\n"))) == {
            "a": ["1", "3", "5"],
            "b": ["2", "4", "6"],
        }

    def test_are_reported_when_ragged_all_together(self, given_file):
        found = problems(given_file("a,b\n1,2\n1\n1,2,3\n"))
        assert [(p.code, p.row) for p in found] == [("ragged-row", 3), ("ragged-row", 4)]
        assert "1 ô" in found[0].message
        assert "2 cột" in found[0].message

    def test_are_reported_when_a_quote_is_not_closed(self, given_file):
        found = problem(given_file('a,b\n1,2\n"3,4\n'))
        assert (found.code, found.row) == ("bad-quoting", 3)

    def test_are_stripped_of_invisible_signs(self, given_file):
        table = read_table(given_file("a , b\n \u00a0x\u200b ,\u200b\n"))
        assert columns(table) == {"a": ["x"], "b": [None]}

    def test_keep_na_as_text(self, given_file):
        assert columns(read_table(given_file("a,b\nNA,1\n")))["a"] == ["NA"]

    @given(
        rows=st.lists(st.lists(st.text("aĐế,;\t|\"' \n12.", min_size=1), min_size=2, max_size=2))
    )
    def test_written_by_python_read_back(self, tmp_path_factory, rows):
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        buffer = io.StringIO(newline="")
        csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows, ["end", "end"]])
        path.write_bytes(buffer.getvalue().encode())
        expected = [tuple(cell.strip() or None for cell in row) for row in rows]
        expected = [row for row in expected if any(row)]
        assert read_table(path).frame.rows() == [*expected, ("end", "end")]


class TestTheHeader:
    def test_without_rows_is_a_problem(self, given_file):
        assert problem(given_file("\na,b\n\n")).code == "no-rows"

    def test_repeated_is_a_problem(self, given_file):
        found = problem(given_file("Điểm,Năm,Điểm \n1,2,3\n"))
        assert (found.code, found.row, found.column) == ("duplicate-header", 1, "Điểm")

    def test_left_blank_over_a_column_is_a_problem(self, given_file):
        found = problem(given_file("a,,c\n1,2,3\n"))
        assert found.code == "empty-header"
        assert "thứ 2" in found.message

    def test_on_two_lines_of_a_cell_becomes_one_line(self, given_file):
        assert read_table(given_file('"Điểm\n2024",b\n1,2\n')).frame.columns == ["Điểm 2024", "b"]


class TestTheFile:
    def test_is_named_as_the_person_wrote_it(self, given_file, monkeypatch):
        monkeypatch.chdir(given_file("a,b\n1,2\n").parent)
        table = read_table("./bang.csv")
        assert (table.path, table.sheet) == ("./bang.csv", None)

    def test_that_is_not_there_is_guessed(self, given_file):
        given_file("a", "papi_2024.csv")
        found = problem(given_file("a", "khac.csv").with_name("PAPI_2024.xlsx"))
        assert found.code == "file-not-found"
        assert found.hint == "Có phải “papi_2024.csv” không?"

    def test_that_is_not_there_nor_any_like_it(self, tmp_path):
        assert "tên tệp" in problem(tmp_path / "papi.csv").hint

    def test_in_a_folder_that_is_not_there(self, tmp_path):
        assert "Thư mục" in problem(tmp_path / "khong" / "papi.csv").hint

    def test_may_not_be_a_folder(self, tmp_path):
        assert problem(tmp_path).code == "is-a-folder"

    @pytest.mark.parametrize("data", [b"", b" \n ", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n,,\n"])
    def test_may_not_be_empty(self, given_file, data):
        assert problem(given_file(data)).code == "empty-file"

    @pytest.mark.parametrize("suffix", [".xls", ".ods", ".doc", ".pdf", ""])
    def test_of_another_format_is_to_be_saved_as_one_we_read(self, given_file, suffix):
        found = problem(given_file(b"x", f"bang{suffix}"))
        assert found.code == "unsupported-format"
        assert ".xlsx" in found.hint

    def test_with_an_impossible_name_is_a_problem_too(self, tmp_path):
        assert problem(tmp_path / f"{'a' * 999}.csv").code == "unreadable-file"

    @pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.parquet"])
    @pytest.mark.parametrize(
        "data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 locked", b"PAR1PAR1"]
    )
    def test_that_is_damaged_is_a_problem(self, given_file, name, data):
        assert problem(given_file(data, name)).code == "unreadable-file"

    def test_locked_with_a_password_is_told_so(self, given_file):
        found = problem(given_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "a.xlsx"))
        assert "hỏng" in found.message
        assert "mật khẩu" in found.message

    def test_of_text_has_no_sheets(self, given_file):
        assert problem(given_file("a,b\n1,2\n"), sheet="2024").code == "sheet-not-found"


class TestAWorkbook:
    def test_becomes_text_that_keeps_every_value(self, given_book):
        path = given_book(
            ["Đơn vị", "Năm", "Điểm", "Ngày", "Giờ", "Có"],
            [
                "01",
                2024,
                44.247900000000003,
                datetime(2024, 4, 2),
                datetime(2024, 4, 2, 8, 30),
                True,
            ],
            [" Huế ", 2024.0, 44.2479123456789, date(2024, 4, 2), None, None],
        )
        table = read_table(path)
        assert table.frame.rows() == [
            ("01", "2024", "44.2479", "2024-04-02", "2024-04-02T08:30:00", "TRUE"),
            ("Huế", "2024", "44.2479123456789", "2024-04-02", None, None),
        ]
        assert (table.sheet, table.rows) == ("Sheet", (2, 3))

    def test_shows_codes_and_percentages_as_excel_does(self, given_book):
        def show(sheet):
            sheet["A2"].number_format, sheet["B2"].number_format = "00", "0.00%"

        path = given_book(["Mã tỉnh", "Tỷ lệ"], [1, 0.8511], change=show)
        assert read_table(path).frame.rows() == [("01", "85.11%")]

    def test_keeps_three_decimals_apart_from_thousands(self, given_book):
        table = read_table(given_book(["Điểm"], [1.234], ["44,2479"]))
        assert read_numbers(table.frame["Điểm"].to_list()).values == [1.234, 44.2479]

    def test_loses_blank_rows_and_columns_but_not_the_count(self, given_book):
        def border(sheet):
            sheet["F9"].number_format = "0.00"

        path = given_book([], [None, "a", "b"], [], [None, 1, 2], change=border)
        table = read_table(path)
        assert (columns(table), table.rows) == ({"a": ["1"], "b": ["2"]}, (4,))

    def test_with_a_merged_header_names_the_sheet_and_the_range(self, given_book):
        def merge(sheet):
            sheet.title = "PAPI"
            sheet.merge_cells("B1:D1")
            sheet.merge_cells("A1:A2")

        rows = (["Tỉnh", "Điểm", None, None], [None, "a", "b", "c"], ["01", 1, 2, 3])
        found = problems(given_book(*rows, change=merge))
        assert {p.code for p in found} == {"merged-header"}
        assert any("PAPI" in p.message and "B1:D1" in p.message for p in found)
        assert any("A1:A2" in p.message for p in found)
        assert "một dòng tiêu đề" in found[0].hint

    def test_with_merged_cells_among_the_data_says_where(self, given_book):
        rows = (["Tỉnh", "Năm"], ["01", 2023], [None, 2024])
        found = problem(given_book(*rows, change=lambda sheet: sheet.merge_cells("A2:A3")))
        assert (found.code, found.row) == ("merged-cells", 2)
        assert "A2:A3" in found.message

    def test_with_merged_cells_below_the_table_is_read(self, given_book):
        path = given_book(["a"], [1], change=lambda sheet: sheet.merge_cells("A8:B9"))
        assert columns(read_table(path)) == {"a": ["1"]}

    def test_with_formulas_never_computed_says_where(self, given_book):
        found = problem(given_book(["a", "b"], [1, "=A2+1"], [2, "=A3+1"]))
        assert (found.code, found.row) == ("uncalculated-formula", 2)
        assert "2 ô" in found.message
        assert "B2" in found.message

    def test_with_a_title_above_the_header_is_told_what_to_do(self, given_book):
        found = problems(given_book(["BẢNG ĐIỂM"], ["Tỉnh", "Điểm"], ["01", 1]))
        assert [p.code for p in found] == ["empty-header"]
        assert "tên bảng" in found[0].hint

    def test_reads_the_sheet_that_is_asked_for(self, given_book):
        def add(sheet):
            other = sheet.parent.create_sheet("Năm 2024")
            other.append(["b"])
            other.append([2])

        path = given_book(["a"], [1], change=add)
        assert columns(read_table(path)) == {"a": ["1"]}
        table = read_table(path, sheet="Năm 2024")
        assert (columns(table), table.sheet) == ({"b": ["2"]}, "Năm 2024")

    def test_skips_a_hidden_sheet(self, given_book):
        def hide(sheet):
            sheet.sheet_state = "hidden"
            other = sheet.parent.create_sheet("Hiện")
            other.append(["b"])
            other.append([2])
            sheet.parent.active = 1

        assert read_table(given_book(["a"], [1], change=hide)).sheet == "Hiện"

    def test_without_the_sheet_asked_for_lists_its_sheets(self, given_book):
        path = given_book(["a"], [1], change=lambda sheet: sheet.parent.create_sheet("2024"))
        found = problem(path, sheet="2023")
        assert found.code == "sheet-not-found"
        assert "“Sheet”, “2024”" in found.hint

    def test_with_an_empty_sheet_lists_the_others(self, given_book):
        found = problem(given_book(change=lambda sheet: sheet.parent.create_sheet("2024")))
        assert found.code == "empty-file"
        assert "“2024”" in found.hint

    def test_with_a_header_alone_has_no_rows(self, given_book):
        assert problem(given_book(["a", "b"])).code == "no-rows"


class TestAParquetFile:
    def test_becomes_text_that_reads_back_exactly(self, tmp_path):
        path = tmp_path / "a.parquet"
        values = [44.2479, 1.234, 0.1 + 0.2, 1e-7, None]
        pl.DataFrame({"unit": ["01", " Huế", "", "04", "05"], "value": values}).write_parquet(path)
        table = read_table(path)
        assert table.frame["unit"].to_list() == ["01", "Huế", None, "04", "05"]
        assert read_numbers(table.frame["value"].to_list()) == (values, {})
        assert table.rows == (2, 3, 4, 5, 6)

    def test_without_rows_is_a_problem(self, tmp_path):
        pl.DataFrame({"a": []}).write_parquet(tmp_path / "a.parquet")
        assert problem(tmp_path / "a.parquet").code == "no-rows"
