"""plan-sample, draw-sample and small-areas, as a person types them."""

import re
from datetime import date

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from thuocdo import units
from thuocdo.kernel import Level

DAY = date(2025, 12, 1)


@pytest.fixture(scope="module")
def run():
    from thuocdo.cli.sampling import app

    def do(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return do


def communes(place):
    province = units.find_unit(place, DAY)
    return sorted(units.children(province.id, DAY), key=lambda unit: unit.code)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Invented sizes of the communes of Lào Cai, and of villages in each."""
    folder = tmp_path_factory.mktemp("frame")
    rng = np.random.default_rng(1)
    here = communes("Lào Cai")
    sizes = [[int(each) for each in rng.integers(200, 3000, 6)] for _unit in here]
    pl.DataFrame(
        {
            "Mã xã": [unit.code.lstrip("0") for unit in here],  # as Excel leaves them
            "Dân số": [sum(each) for each in sizes],
        }
    ).write_csv(folder / "sizes.csv")
    pl.DataFrame(
        {
            "commune": [unit.code for unit in here for _ in range(6)],
            "village": [f"Thôn {i + 1}" for _unit in here for i in range(6)],
            "size": [size for each in sizes for size in each],
            "certain": ["x" if i == 0 else "" for _unit in here for i in range(6)],
        }
    ).write_csv(folder / "villages.csv")
    return folder


def draw(run, files, *more, place="Lào Cai"):
    return run("draw-sample", place, "--communes", 8, "--seed", 2026, "--on", "2025-12-01",
               "--sizes", files / "sizes.csv", "--villages", files / "villages.csv",
               "--interviews", 20, "--date", "2026-03-01", "--replacements", 2,
               "--village-replacements", 1, *more)  # fmt: skip


def test_a_drawn_sample_is_printed_with_its_weights(run, files):
    done = draw(run, files)
    assert done.exit_code == 0, done.exception
    assert "Quyền số" in done.output
    assert "chắc chắn" in done.output
    assert "nan" not in done.output.casefold()


def test_the_record_has_every_number_and_is_the_same_again(run, files, tmp_path):
    paths = [tmp_path / f"bien_ban{suffix}" for suffix in (".html", ".txt", ".csv")]
    records = [each for path in paths for each in ("--record", path)]
    assert draw(run, files, *records).exit_code == 0
    before = [path.read_bytes() for path in paths]
    assert draw(run, files, *records).exit_code == 0
    assert [path.read_bytes() for path in paths] == before
    html, text = (path.read_text(encoding="utf-8") for path in paths[:2])
    for page in (html, text):
        assert "Biên bản rút mẫu: Tỉnh Lào Cai" in page
        assert re.search(r"\b[0-9a-f]{64}\b", page)
        assert "2026" in page
        assert "01/03/2026" in page
        assert "Khoảng cách" in page
        assert "dự phòng 2" in page
        assert "ký, ghi rõ họ tên" in page
    assert "<script" not in html
    assert not re.search(r"https?://", html)


def test_the_weights_of_two_stages_give_back_the_people_of_the_province(run, files, tmp_path):
    assert draw(run, files, "--record", tmp_path / "r.parquet").exit_code == 0
    table = pl.read_parquet(tmp_path / "r.parquet")
    first, second = table.filter(stage=1), table.filter(stage=2)
    people = first["size"].sum()
    chosen = first.filter(pl.col("weight").is_not_null())
    assert chosen.height == 8
    assert (chosen["weight"] * chosen["size"]).sum() == pytest.approx(people)
    assert first["probability"].sum() == pytest.approx(8)
    assert (second["weight"] * second["size"]).sum() == pytest.approx(people)
    assert (20 * second["person_weight"].drop_nulls()).sum() == pytest.approx(people)
    assert second.group_by("parent").agg(pl.col("probability").sum())["probability"].to_list() == (
        pytest.approx([2.0] * 10)  # the eight and their two replacements
    )
    inside = set(second.filter(pl.col("weight").is_not_null())["parent"])
    assert inside == set(chosen["unit"])


def test_without_sizes_all_communes_are_equal_and_it_is_said(run):
    done = run("draw-sample", "79", "--communes", 12, "--seed", 1, "--on", "2025-12-01",
               "--certain", "Phường Sài Gòn", "--format", "csv")  # fmt: skip
    assert done.exit_code == 0, done.exception
    assert "coi là bằng nhau" in done.stderr
    assert "mới rút đến xã, phường" in done.stderr
    assert done.stdout.count(",certain,") == 1


@pytest.mark.parametrize("unit", units.units_on(DAY), ids=lambda unit: unit.code)
def test_each_of_the_34_provinces_can_be_drawn_without_districts(unit):
    from thuocdo.runs.sampling import Drawing, draw_sample, record_table

    many = len(units.children(unit.id, DAY))
    table = record_table(draw_sample(Drawing(unit.code, min(10, many), 7, DAY)))
    assert table.height == many
    assert table["weight"].sum() == pytest.approx(many)
    assert table["probability"].sum() == pytest.approx(min(10, many))
    names = {each.code for each in units.units_on(DAY, Level.COMMUNE)}
    assert set(table["unit"]) <= names


def problem(run, *arguments):
    done = run(*arguments)
    assert done.exit_code == 1
    return str(done.exception)


def test_mistakes_in_the_sizes_are_told_at_once(run, tmp_path):
    path = tmp_path / "sizes.csv"
    path.write_text(
        "commune,size\n02647,-5\n02671,\nXã Không Có,9\n02647,8\n01273,8\n02680,abc\n", "utf-8"
    )
    said = problem(run, "draw-sample", "15", "--communes", 2, "--seed", 1, "--on", "2025-12-01",
                   "--sizes", path)  # fmt: skip
    assert "dòng 2, mục “size”: quy mô âm" in said
    assert "dòng 3, mục “size”: thiếu quy mô" in said
    assert "dòng 4" in said and "Xã Không Có" in said
    assert "dòng 5, mục “commune”: đơn vị này đã có" in said
    assert "dòng 6" in said
    assert said.count("dòng 7") == 1 and "“abc” không phải là số" in said


def test_sizes_for_some_communes_only_are_refused(run, tmp_path):
    (tmp_path / "s.csv").write_text("commune,size\n02647,5\n", "utf-8")
    said = problem(run, "draw-sample", "15", "--communes", 1, "--seed", 1, "--on", "2025-12-01",
                   "--sizes", tmp_path / "s.csv")  # fmt: skip
    assert "thiếu 98 xã, phường" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--communes", 200), "chỉ có 99 đơn vị"),
        (("--communes", 98, "--replacements", 5), "cần 98 đơn vị và 5 dự phòng"),
        (("--communes", 2, "--certain", "Xã Không Có"), "không có đơn vị nào"),
        (("--communes", 2, "--record", "a.docx"), ".docx"),
    ],
)
def test_wishes_that_cannot_be_are_refused(run, more, said):
    assert said in problem(run, "draw-sample", "15", "--seed", 1, "--on", "2025-12-01", *more)


def test_an_unknown_province_is_refused(run):
    assert "Wakanda" in problem(run, "draw-sample", "Wakanda", "--communes", 2, "--seed", 1)


def test_a_plan_for_a_province_has_every_purpose_and_the_field_work(run):
    done = run("plan-sample", "Lào Cai", "--on", "2025-12-01", "--margin", 0.05, "--change", 0.05,
               "--power", 0.8, "--costs", "3000000,1000000,150000", "--size", 1000,
               "--response", 0.8)  # fmt: skip
    assert done.exit_code == 0, done.exception
    for said in ("Yamane", "Tỉnh Lào Cai", "99 xã", "thay đổi 0,05", "Thôn trong mỗi xã"):
        assert said in done.output
    assert "chỉ có 99" not in done.output


def test_a_plan_as_data_has_plain_numbers(run):
    done = run("plan-sample", "--margin", 0.05, "--deff", 2, "--format", "csv")
    table = pl.read_csv(done.stdout.encode())
    assert table["answers"].to_list() == [400, 385, 769]
    assert "tổng số dân" in run("plan-sample", "15", "--on", "2025-12-01").output
    assert "tổng số dân" not in run("plan-sample", "--population", 5000).output
    tight = run("plan-sample", "15", "--on", "2025-12-01", "--margin", 0.02, "--costs", "9,3,1")
    assert "nhưng chỉ có 99" in tight.output


def test_costs_that_are_not_three_numbers_are_refused(run):
    assert "--costs cần 3 số" in problem(run, "plan-sample", "--costs", "1,2")
    assert "độ tin cậy" in problem(run, "plan-sample", "--level", 95)


def test_small_areas_say_what_is_borrowed(run, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(
        "unit,value,se,dân tộc\nXã A,1,1,3\nXã B,,,4\nXã C,5,1,6\nXã D,7,1,5\nXã E,9,1,8\n", "utf-8"
    )
    done = run("small-areas", path)
    assert done.exit_code == 0, done.exception
    assert "Phần mượn" in done.output
    assert "1 địa bàn không có mẫu" in done.stderr
    assert run("small-areas", path, "--covariate", "dân tộc", "--method", "fh").exit_code == 0
    table = pl.read_csv(run("small-areas", path, "--format", "csv").stdout.encode())
    assert table["borrowed"][1] == 1.0
    assert table["direct"][1] is None
    assert table["estimate"].null_count() == 0


def test_small_areas_refuse_repeated_areas_and_negative_errors(run, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("unit,node,value,se\nA,x,1,1\nA,y,2,-1\nB,x,3,1\nC,x,4,1\n", "utf-8")
    said = problem(run, "small-areas", path)
    assert "dòng 3, mục “unit”" in said
    assert "dòng 3, mục “se”: sai số chuẩn âm" in said
    assert run("small-areas", path, "--node", "x").exit_code == 0
    assert "“z”" in problem(run, "small-areas", path, "--covariate", "z")
