"""`thuocdo why`: the reasons of a number on the terminal."""


def test_a_leaf_is_explained_with_its_source(run):
    done = run("why", "papi", "Hà Giang", "--year", "2023", "--node", "papi/2.2")
    assert done.code == 0
    assert done.out.startswith("Hà Giang – 2.2 Danh sách hộ nghèo, PAPI 2023\n")
    assert "Đo trực tiếp: 1,9035" in done.out
    assert "→ 5/61 Hà Giang: 1,9035" in done.out
    assert "Quy tắc chia nhóm (chưa đối chiếu)" in done.out
    assert "Mã kiểm tra bảng số đo đi kèm (SHA-256): " in done.out


def test_a_total_is_written_out(run):
    done = run("why", "papi", "ha giang", "--year", "2023")
    assert "44,2479 = 5,2831 + 5,8120 + " in done.out


def test_a_merged_province_shows_who_it_was_made_of(run):
    done = run(
        *("why", "papi", "08", "--year", "2023", "--node", "2.2", "--territory", "2025-07-01")
    )
    assert "1,7747 = (870,2 × 1,9035 + 792,9 × 1,6334) / 1.663,1" in done.out
    assert "Hà Giang: 1,9035; Dân số 2020 (nghìn người): 870,2" in done.out


def test_ranges_that_rest_on_an_assumption_say_so(run):
    done = run("why", "papi", "Hà Giang", "--year", "2024", "--assume-se", "0.4")
    assert "Hạng 30/61, khoảng 8–45." in done.out
    assert "Sai số chuẩn 0,4000." in done.out
    assert "GIẢ ĐỊNH" in done.err


def test_a_withheld_total_is_no_error(run):
    done = run("why", "papi", "Quảng Ninh", "--year", "2023")
    assert done.code == 0
    assert "Không có điểm. Không công bố không phải là 0 điểm." in done.out


def test_what_there_is_not_is_said_in_a_sentence(run):
    for wrong in (
        ("Tỉnh Không Có", "--year", "2023"),
        ("Hà Giang", "--year", "2031"),
        ("Hà Giang", "--year", "năm nay"),
        ("Hà Giang", "--year", "2023", "--node", "papi/9.9"),
    ):
        done = run("why", "papi", *wrong)
        assert done.code != 0
        assert done.out == ""
        assert done.err


def test_own_data_carry_no_digest_of_the_bundled_table(run, tmp_path):
    table = tmp_path / "papi.csv"
    table.write_text("unit,period,papi/2.2\n02,2024,1.5\n04,2024,1.75\n", encoding="utf-8")
    done = run("why", "papi", "02", "--year", "2024", "--node", "2.2", "--data", str(table))
    assert "1,50/2,5" in done.out
    assert "SHA-256" not in done.out
