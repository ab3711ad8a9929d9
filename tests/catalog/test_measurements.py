"""A person's own numbers: read rightly, or every mistake told with file, row and column."""

import openpyxl
import pytest

from thuocdo.catalog.load import framework
from thuocdo.catalog.load import load_folder as load
from thuocdo.catalog.measurements import read_measurements
from thuocdo.kernel.errors import InputError
from thuocdo.kernel.tables import MEASUREMENTS, names

HEADER = "unit,period,node,value\n"
ROW = "Hà Nội,2023,papi/1.1,1.4\n"


class TestWhatIsRead:
    def test_has_the_columns_of_the_table_of_measurements(self, read):
        table = read(HEADER + ROW)
        assert table.columns == names(MEASUREMENTS)
        assert table.rows() == [
            ("papi", "papi/1.1", "01", "2023", 1.4, None, None, "published", "so_do.csv")
        ]

    @pytest.mark.parametrize(
        "name",
        ["papi/2.3", "2.3", "communal_budget", "Communal Budget and Expenditure",
         "Thu, chi ngân sách cấp xã/phường", "thu chi NGAN SACH cap xa phuong"],
    )  # fmt: skip
    def test_knows_a_node_by_path_code_concept_or_label(self, read, name):
        table = read(f'unit;period;node;value\n01;2023;"{name}";1,5\n')
        assert table["node"].to_list() == ["papi/2.3"]

    @pytest.mark.parametrize(
        "name", ["79", "TP.HCM", "TPHCM", "Thành phố Hồ Chí Minh", "ho chi minh"]
    )
    def test_knows_a_unit_by_code_or_name(self, read, name):
        assert read(f"{HEADER}{name},2023,1.1,1.4\n")["unit"].to_list() == ["79"]

    def test_understands_vietnamese_headers(self, read):
        table = read("Tỉnh, thành phố;Năm;Nội dung;Điểm;Sai số chuẩn;Số mẫu;Nguồn\n"
                     "Huế;2023;1.1;1,52;0,03;200;Báo cáo\n")  # fmt: skip
        row = table.row(0, named=True)
        assert (row["unit"], row["value"], row["se"], row["n"], row["source"]) == (
            "46", 1.52, 0.03, 200, "Báo cáo",
        )  # fmt: skip

    def test_reads_decimal_commas_and_thousands_marks(self, read, own_folder):
        money = own_folder(("scale: {min: 0, max: 10}", "scale: {min: 0, max: 9999}"))
        table = read("unit;period;node;value\n01;2023;dung_han;1.234,5\n02;2023;dung_han;44,2479\n",
                     of=load(money))  # fmt: skip
        assert table["value"].to_list() == [1234.5, 44.2479]

    @pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
    def test_does_not_depend_on_the_encoding(self, read, code):
        text = "Tỉnh;Năm;Nội dung;Điểm\nĐắk Lắk;2023;Tri thức công dân;1,4\n"
        assert read(text.encode(code))["unit"].to_list() == ["66"]

    def test_is_the_same_from_windows_1258(self, read):
        text = "Tỉnh;Năm;Nội dung;Điểm\nHa\u0300 N\u00f4\u0323i;2023;1.1;1,4\n"
        text = text.replace("ỉ", "i\u0309").replace("ộ", "ô\u0323").replace("ể", "ê\u0309")
        assert read(text.encode("cp1258"))["unit"].to_list() == ["01"]

    def test_is_the_same_from_excel_where_codes_may_be_numbers_shown_as_01(self, read):
        table = read([["Tỉnh", "Năm", "Nội dung", "Điểm"], ["Hà Nội", 2023, "1.1", 1.4]])
        assert table.select("unit", "period", "value").rows() == [("01", "2023", 1.4)]

    def test_leaves_rows_of_other_frameworks_alone(self, read):
        table = read("framework,unit,period,node,value\npci,01,2023,pci,60\nPAPI,01,2023,1.1,1.4\n")
        assert table["node"].to_list() == ["papi/1.1"]

    def test_keeps_a_unit_of_another_day_with_its_day(self, read):
        table = read(f"{HEADER}08@2025-07-01,2023,1.1,1.4\n01@2008-08-01,2023,1.2,1.4\n")
        assert table["unit"].to_list() == ["08@2025-07-01", "01"]


class TestAGap:
    def test_is_withheld_never_zero(self, read):
        table = read(f"{HEADER}Hà Nội,2023,1.1,\n")
        assert table.select("value", "status").rows() == [(None, "withheld")]

    @pytest.mark.parametrize("blank", ["", "-", "…", "NA", "n/a"])
    def test_may_be_written_in_the_usual_ways(self, read, blank):
        assert read(f"{HEADER}Hà Nội,2023,1.1,{blank}\n")["status"].to_list() == ["withheld"]

    @pytest.mark.parametrize("status", ["withheld", "không công bố", "Khong cong bo"])
    def test_may_be_said_in_words(self, read, status):
        table = read(f"unit,period,node,value,status\nHà Nội,2023,1.1,,{status}\n")
        assert table["status"].to_list() == ["withheld"]

    def test_may_not_be_called_published(self, problem):
        found = problem("unit,period,node,value,status\nHà Nội,2023,1.1,,published\n")
        assert (found.code, found.row, found.column) == ("status-value", 2, "value")
        assert "không bao giờ ghi 0" in found.hint

    def test_may_not_have_a_value(self, problem):
        found = problem("unit,period,node,value,status\nHà Nội,2023,1.1,1.4,không công bố\n")
        assert found.code == "status-value"


# A file; the code, row and column of its problem, and words of the message or the hint.
MISTAKES = {
    "an unknown unit": (
        f"{HEADER}Hà Giangg,2023,1.1,1.4\n",
        ("unit", 2, "unit", "Hà Giang"),
    ),
    "a unit that is not there yet": (
        f"{HEADER}Hà Tây,2023,1.1,1.4\n",
        ("unit", 2, "unit", "Hà Tây nhập vào Hà Nội từ 01/08/2008"),
    ),
    "no unit": (f"{HEADER},2023,1.1,1.4\n", ("unit-blank", 2, "unit", "để trống")),
    "no node": (f"{HEADER}Hà Nội,2023,,1.4\n", ("node-blank", 2, "node", "để trống")),
    "an unknown node": (
        f"{HEADER}Hà Nội,2023,papi/11,1.4\n",
        ("node-unknown", 2, "node", "papi/1"),
    ),
    "a node that was not measured that year": (
        f"{HEADER}Hà Nội,2023,5.2,1.4\n",
        ("node-not-in-force", 2, "node", "2023"),
    ),
    "the same thing twice": (
        f"{HEADER}{ROW}01,2023,civic_knowledge,1.5\n",
        ("duplicate-row", 3, "unit", "dòng 2"),
    ),
    "a score above its scale": (
        f"{HEADER}Hà Nội,2023,1.1,2.6\n",
        ("score-outside-scale", 2, "value", "0,25–2,5"),
    ),
    "a score below its scale": (
        f"{HEADER}Hà Nội,2023,1.1,0\n",
        ("score-outside-scale", 2, "value", "0,25–2,5"),
    ),
    "text for a number": (
        f"{HEADER}Hà Nội,2023,1.1,khá\n",
        ("not-a-number", 2, "value", "“khá”"),
    ),
    "a year without definition": (
        f"{HEADER}Hà Nội,2010,1.1,1.4\nHuế,2010,1.1,1.4\n",
        ("period-undefined", 2, "period", "papi/framework.yaml"),
    ),
    "a year that is none": (
        f"{HEADER}Hà Nội,năm ngoái,1.1,1.4\n",
        ("period-format", 2, "period", "2024-Q2"),
    ),
    "a status that is none": (
        "unit,period,node,value,status\nHà Nội,2023,1.1,1.4,tạm\n",
        ("status-unknown", 2, "status", "công bố"),
    ),
    "a negative standard error": (
        "unit,period,node,value,se\nHà Nội,2023,1.1,1.4,-0.1\n",
        ("negative-number", 2, "se", "âm"),
    ),
    "a missing column": (
        "unit,period,diem so,node\nHà Nội,2023,1.4,1.1\n".replace("diem so", "kết quả"),
        ("missing-column", None, "value", "Giá trị"),
    ),
    "an unknown id of a unit": (
        f"{HEADER}01@2020-13-45,2023,1.1,1.4\n",
        ("unit", 2, "unit", "01@2020-13-45"),
    ),
    "a unit of another level": (
        f"{HEADER}00004@2025-07-01,2023,1.1,1.4\n",
        ("unit", 2, "unit", ""),
    ),
    "nothing at all": ("", ("empty-file", None, None, "trống")),
    "a header alone": (HEADER, ("no-rows", 1, None, "tiêu đề")),
    "no row of this framework": (
        f"framework,{HEADER}pci,Hà Nội,2023,1.1,1.4\n",
        ("framework-absent", None, "framework", "papi"),
    ),
}


@pytest.mark.parametrize(("data", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_each_mistake_is_told_where_it_stands(problem, data, expected):
    code, row, column, words = expected
    found = problem(data)
    assert found.code.startswith(code)
    assert (found.row, found.column) == (row, column)
    assert words in str(found)


def test_mistakes_of_every_kind_are_told_together(problems):
    found = problems(
        f"{HEADER}Hà Giangg,2023,1.1,1.4\nHuế,2023,1.1,abc\nHuế,2023,9.9,1.4\nHuế,2023,1.1,99\n"
    )
    assert sorted((problem.row, problem.code) for problem in found if problem.row < 5) == [
        (2, "unit-unknown"),
        (3, "not-a-number"),
        (4, "node-unknown"),
    ]
    assert "score-outside-scale" in {problem.code for problem in found if problem.row == 5}


def test_the_column_is_named_as_in_the_file(problem):
    found = problem("Tỉnh;Năm;Nội dung;Điểm\nHà Nội;2023;1.1;khá\n")
    assert found.column == "Điểm"


def test_rows_are_numbered_as_the_spreadsheet_shows_them(problem):
    found = problem(f"\n{HEADER}\n{ROW}\nHuế,2023,1.1,khá\n")
    assert found.row == 6


def test_excel_with_merged_headers_is_refused_with_the_cells(read, tmp_path):
    book = openpyxl.Workbook()
    for row in (["Tỉnh", "Năm", "Điểm", None], ["01", "2023", "1", "2"]):
        book.active.append(row)
    book.active.merge_cells("C1:D1")
    book.save(tmp_path / "gop.xlsx")
    with pytest.raises(InputError, match="C1:D1"):
        read_measurements(tmp_path / "gop.xlsx", framework("papi"))


class TestFreeUnits:
    @pytest.fixture
    def departments(self, own_folder):
        return load(own_folder(("unit_level: province", "unit_level: free")))

    def test_are_whatever_the_file_calls_them(self, read, departments):
        table = read(f"{HEADER}Sở Y tế,2023,dung_han,9\n", of=departments)
        assert table["unit"].to_list() == ["Sở Y tế"]

    def test_may_not_come_twice_either(self, problem, departments):
        row = "Sở Y tế,2023,dung_han,9\n"
        assert problem(HEADER + row + row, of=departments).code == "duplicate-row"


def test_units_are_those_of_the_day_that_the_period_measures(read, problems):
    # PCI 2007 was measured before Hà Tây joined Hà Nội; after that it is told where it went.
    assert read(f"{HEADER}Hà Tây,2007,pci,60\n", of="pci")["unit"].to_list() == ["28"]
    (found,) = problems(f"{HEADER}Hà Tây,2009,pci,60\n", of="pci")
    assert "Hà Nội" in found.message
