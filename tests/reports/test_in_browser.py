"""The pages in Debian's Chromium: on screen, on a phone, on paper."""

import io

import pytest

pytestmark = pytest.mark.browser
NAMES = ["ha_giang", "withheld", "ranged", "sampled", "five_ranged"]
ON_A_PHONE = ["ha_giang", "sampled", "five_years"]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def files(pages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in pages}


@pytest.fixture
def opened(browser, files):
    """Open a page and note what it asks for and complains of."""
    made = []

    def open_page(name, width, scheme="light"):
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url == files[name] else page.trouble.append(r.url),
        )
        page.goto(files[name])
        made.append(page)
        return page

    yield open_page
    for page in made:
        page.close()


@pytest.mark.parametrize(
    ("name", "width"), [*((name, 1280) for name in NAMES), *((name, 390) for name in ON_A_PHONE)]
)
def test_a_page_is_accessible_and_keeps_to_itself(opened, name, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, width)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.trouble == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["ha_giang", "ranged"])
def test_dark_colours_have_contrast_too(opened, name):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(name, 1280, "dark")
    found = Axe().run(page, options=RULES | {"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["ha_giang", "ranged", "sampled", "five_years"])
def test_no_label_leaves_its_chart(opened, name, width):
    page = opened(name, width)
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg.chart')].flatMap(chart => {
            const box = chart.getBoundingClientRect();
            if (!box.width) return [];
            return [...chart.querySelectorAll('text')].filter(label => {
                const r = label.getBoundingClientRect();
                return r.left < box.left - 1 || r.right > box.right + 1
                    || r.top < box.top - 1 || r.bottom > box.bottom + 1;
            }).map(label => label.textContent);
        })"""
    )
    assert outside == []


@pytest.mark.parametrize("name", ["ha_giang", "withheld", "national", "ranged", "five_years"])
def test_a_page_prints_on_a4(opened, name):
    from pypdf import PdfReader

    page = opened(name, 1280)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = (float(side) for side in paper.pages[0].mediabox[2:])
    assert (round(width), round(height)) in {(595, 842), (594, 841), (595, 841), (596, 842)}
    assert 1 <= len(paper.pages) <= 14
    texts = [sheet.extract_text() for sheet in paper.pages]
    assert "Thước Đo" in "".join(texts)
    assert name != "ranged" or all("GIẢ ĐỊNH: sai số chuẩn" in text for text in texts)


def test_printing_is_grey(opened):
    page = opened("ha_giang", 1280)
    page.emulate_media(media="print")
    colours = page.evaluate(
        """() => [...document.querySelectorAll('.m-units path, .c-loss, .c-gain, .c-own')]
            .map(shape => getComputedStyle(shape).fill)"""
    )
    for colour in set(colours):
        if colour.startswith("rgb("):
            assert len(set(colour.removeprefix("rgb(").removesuffix(")").split(", "))) == 1
