"""Every page, as every reader: on a desk and on a phone, in the dark, without JavaScript, by
keyboard, in English, on paper. There is one role so far: anybody.
"""

import io

import pytest

PROFILE = "/don-vi/ha-giang-02/papi/2023/"
PAGES = {
    "home": "/",
    "search": "/tim/?q=ha+giang",
    "index": "/chi-so/papi/2024/",
    "index-partial": "/chi-so/par_index/2024/",
    "node": "/chi-so/papi/2024/2.2/",
    "unit": "/don-vi/ha-giang-02/",
    "profile": PROFILE,
    "profile-withheld": "/don-vi/vinh-phuc-26/papi/2024/",
    "what-if": f"{PROFILE}neu/",
    "target": f"{PROFILE}muc-tieu/",
    "compare": "/so-sanh/?framework=papi&period=2023&unit=ha-giang-02&unit=thai-nguyen-19",
    "compare-empty": "/so-sanh/",
    "why": "/vi-sao/papi/2023/ha-giang-02/",
    "claims": "/kiem-chung/",
    "methods": "/phuong-phap/",
    "method": "/phuong-phap/papi/2024/",
    "data": "/du-lieu/",
    "dictionary": "/du-lieu/tu-dien/",
    "changelog": "/du-lieu/nhat-ky/",
    "api": "/du-lieu/api/",
}
# The same pages with other data.
VARIANTS = {
    "home-34": "/?territory=2025-07-01",
    "index-34": "/chi-so/papi/2024/?territory=2025-07-01",
    "index-region": "/chi-so/pci/2016/?sort=-change",
    "profile-34": "/don-vi/tuyen-quang-08-20250701/papi/2024/?territory=2025-07-01",
    "profile-pci": "/don-vi/ha-giang-02/pci/2016/",
    "why-node": "/vi-sao/papi/2023/ha-giang-02/2.2/",
}
EVERY = PAGES | VARIANTS
TABLES = ("index", "index-34", "node", "compare")
every_page = pytest.mark.parametrize("path", EVERY.values(), ids=EVERY)


@every_page
@pytest.mark.django_db
def test_a_page_answers_with_few_questions_to_the_database(
    client, django_assert_max_num_queries, path
):
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


@every_page
@pytest.mark.django_db
def test_a_page_has_one_title_and_speaks_english_too(client, path):
    text = client.get(f"/en{path}").text
    assert 'lang="en"' in text
    assert text.count("<h1") == 1
    assert 'name="viewport"' in text


@every_page
@pytest.mark.django_db
def test_a_page_holds_nothing_inline(client, path):
    text = client.get(path).text
    assert " style=" not in text
    assert "<style" not in text
    assert " onclick=" not in text
    assert "<script>" not in text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "width"), [*((n, 1280) for n in PAGES), *((n, 390) for n in EVERY)]
)
def test_a_page_is_quiet_accessible_and_within_its_width(visit, assert_sound, name, width):
    page = visit(EVERY[name], width)
    assert page.answer.status == 200
    assert_sound(page)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        *((name, "dark.larger.high") for name in ("home", "profile", "what-if", "why", "method")),
        *(("index", chosen) for chosen in ("dark.normal.normal", "light.normal.high")),
    ],
)
def test_a_page_stays_accessible_as_the_reader_wants_it(visit, assert_sound, name, chosen):
    cookie = {"name": "thuocdo_hien_thi", "value": chosen}
    assert_sound(visit(PAGES[name], 1280, cookies=[cookie]))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["home", "index", "node", "unit", "profile", "compare", "method"])
def test_a_page_reads_without_javascript(visit, name):
    page = visit(PAGES[name], script=False)
    assert page.locator("main h1").inner_text().strip()
    assert page.locator("main").inner_text().count("\n") > 5
    assert page.trouble == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["home", "index", "profile"])
def test_a_page_is_walked_by_keyboard(visit, name):
    """Tab reaches the skip link first, then the search, then what the page holds; what has
    focus is always seen and never trapped.
    """
    page = visit(PAGES[name])
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e),
                r = e.getBoundingClientRect();
                return [e.id || e.getAttribute('href') || e.tagName,
                        s.outlineStyle !== 'none' || s.boxShadow !== 'none',
                        r.width > 0 && r.height > 0]; }"""
            )
        )
    names = [name for name, _, _ in seen]
    assert names[0] == "#main"
    assert "q" in names[:4]
    assert len(set(names)) > 12
    assert all(marked and shown for _, marked, shown in seen), seen


@pytest.mark.browser
@pytest.mark.parametrize("name", ["profile", "profile-withheld", "index", "compare"])
def test_a_page_prints_on_a4_with_its_notes(visit, name):
    from pypdf import PdfReader

    paper = PdfReader(io.BytesIO(visit(PAGES[name]).pdf(prefer_css_page_size=True)))
    width, height = (float(side) for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) in {(595, 842), (594, 841), (595, 841), (596, 842)}
    assert 1 <= len(paper.pages) <= 16
    text = "".join(sheet.extract_text() for sheet in paper.pages)
    assert "Thước Đo" in text
    assert "Tìm tỉnh, xã, phường" not in text


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.django_db
def test_a_table_can_be_taken_away(client, name, kind):
    import polars as pl

    path = EVERY[name]
    answer = client.get(f"{path}{'&' if '?' in path else '?'}format={kind}")
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    read = {"csv": pl.read_csv, "xlsx": pl.read_excel, "parquet": pl.read_parquet}[kind]
    if kind != "xlsx":
        assert read(io.BytesIO(answer.content)).height >= 2
    else:
        assert answer.content.startswith(b"PK")


WRONG = [
    "/chi-so/khong-co/",
    "/chi-so/papi/1999/",
    "/chi-so/papi/2024/99.9/",
    "/chi-so/papi/2024/?sort=khong",
    "/chi-so/papi/2024/?region=khong",
    "/chi-so/papi/2024/?format=exe",
    "/chi-so/papi/2024/?page=999999999999999999999",
    "/chi-so/papi/2024/?page=-1",
    "/chi-so/papi/2024/?territory=2024-13-99",
    "/chi-so/papi/%00/",
    "/don-vi/khong-co-tinh-nay/",
    "/don-vi/ha-giang-02/papi/1999/",
    "/don-vi/ha-giang-02/khong/2023/",
    "/don-vi/tuyen-quang-08-20250701/papi/2024/",
    f"{PROFILE}neu/?set-2.2=abc",
    f"{PROFILE}neu/?set-2.2=99",
    f"{PROFILE}muc-tieu/?goal=rank:0",
    "/so-sanh/?framework=papi&period=2023&unit=khong-co",
    "/vi-sao/papi/2023/ha-giang-02/99/",
    "/phuong-phap/khong-co/",
    "/du-lieu/papi/khong-co.exe",
    "/du-lieu/papi/..%2f..%2fsecret_key",
]


@pytest.mark.parametrize("path", WRONG)
@pytest.mark.django_db
def test_what_there_is_not_is_told_helpfully(client, path):
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert "Traceback" not in answer.text
    assert "<h1" in answer.text
    assert 'role="search"' in answer.text
