"""A wide table, one column a node: read as if it were long, or told what is wrong."""


class TestAWideTable:
    def test_has_one_column_a_node(self, read):
        table = read("Tỉnh;Năm;papi/1.1;Cơ hội tham gia;Ghi chú\n"
                     "Hà Nội;2023;1,4;1,5;x\nHuế;2023;1,6;;\n")  # fmt: skip
        assert table.select("node", "unit", "value", "status").rows() == [
            ("papi/1.1", "01", 1.4, "published"),
            ("papi/1.1", "46", 1.6, "published"),
            ("papi/1.2", "01", 1.5, "published"),
            ("papi/1.2", "46", None, "withheld"),
        ]

    def test_keeps_the_status_of_a_row(self, read):
        table = read("Tỉnh;Năm;Trạng thái;1.1;1.2\nHà Nội;2023;tự chấm;1,4;\n")
        assert table["status"].to_list() == ["self", "withheld"]

    def test_names_the_header_of_the_cell_that_is_wrong(self, problem):
        found = problem("Tỉnh;Năm;Tri thức công dân;1.2\nHà Nội;2023;1,4;chưa có\n")
        assert (found.code, found.row, found.column) == ("not-a-number", 2, "1.2")

    def test_may_not_measure_one_node_twice(self, problem):
        found = problem("Tỉnh;Năm;1.1;Tri thức công dân\nHà Nội;2023;1,4;1,5\n")
        assert found.code == "duplicate-row"
        assert "cột “1.1”" in found.message

    def test_does_not_drop_a_node_whose_name_is_misspelt(self, problem):
        found = problem("Tỉnh;Năm;papi/1.1;papi/1.22\nHà Nội;2023;1,4;1,5\n")
        assert (found.code, found.column) == ("node-unknown", "papi/1.22")
        assert "papi/1.2" in found.hint

    def test_may_cover_years_that_lack_a_node_where_its_cells_are_blank(self, read):
        table = read("Tỉnh;Năm;1.1;5.2\nHà Nội;2020;1,4;1,5\nHà Nội;2021;1,4;\n")
        assert table.height == 3

    def test_decides_on_decimal_marks_column_by_column(self, read):
        table = read("Tỉnh;Năm;1.1;1.2\nHà Nội;2023;1,4;1.234\nHuế;2023;1,5;1.345\n")
        assert table["value"].to_list() == [1.4, 1.5, 1.234, 1.345]
