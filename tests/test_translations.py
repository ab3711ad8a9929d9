"""Every text that a reader sees exists in Vietnamese and in English."""

import importlib.util
import re
from contextvars import copy_context
from pathlib import Path

import pytest

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _, use_language
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK

SCRIPT = Path(__file__).parents[1] / "scripts" / "translations.py"
ADVICE = "run `make translations`, write the English text into {po}, and run it again"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("translations", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def english(script):
    return script.read_translations()


@pytest.fixture(scope="module")
def advice(script):
    return ADVICE.format(po=script.PO.relative_to(script.ROOT))


def test_every_text_in_the_code_has_an_english_text(script, english, advice):
    missing = sorted(text for text in script.texts() if not english.get(text))
    assert not missing, advice


def test_no_translation_is_left_of_a_text_that_is_gone(script, english, advice):
    assert sorted(english.keys() - script.texts()) == [], advice


def test_both_languages_have_the_same_placeholders(script, english):
    differ = {
        text: translation
        for text, translation in english.items()
        if translation and script.placeholders(text) != script.placeholders(translation)
    }
    assert differ == {}


def test_the_files_are_what_the_script_writes(script, english, advice):
    po, mo = script.build(english)
    assert script.PO.read_bytes() == po, advice
    assert script.MO.read_bytes() == mo, advice


def test_the_files_tell_no_date_and_no_place(script):
    text = script.PO.read_text(encoding="utf-8")
    assert "Date" not in text.split("\n\n")[0]
    assert "#:" not in text
    assert str(script.ROOT) not in text


@pytest.mark.parametrize(
    ("language", "shown"),
    [("vi", "số.csv, dòng 7: Tệp trống."), ("en", "số.csv, row 7: The file is empty.")],
)
def test_a_message_appears_in_the_language_in_use(language, shown):
    def message():
        use_language(language)
        return str(Problem("empty-file", _("Tệp trống."), "số.csv", 7))

    assert copy_context().run(message) == shown


def test_vietnamese_is_the_language_when_nobody_chose(monkeypatch):
    monkeypatch.delenv("THUOCDO_LANG", raising=False)
    assert _("Tệp trống.") == "Tệp trống."
    monkeypatch.setenv("THUOCDO_LANG", "en")
    assert _("Tệp trống.") == "The file is empty."


@pytest.mark.parametrize(
    "code", ['_(f"dòng {row}")', '_("dòng " + row)', '_("dòng {row}".format(row=1))', '_("a", "b")']
)
def test_a_text_that_gettext_cannot_find_again_is_refused(script, tmp_path, code):
    path = tmp_path / "module.py"
    path.write_text(code, encoding="utf-8")
    with pytest.raises(script.TextError, match="one plain text"):
        list(script.texts_in(path))


def test_texts_are_found_wherever_they_are_called(script, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        'a = N_("một")\nb = f"{_(\'hai\')}"\nc = _("ba " "bốn")\nd = _(a)\n', encoding="utf-8"
    )
    assert sorted(script.texts_in(path)) == ["ba bốn", "hai", "một"]


def test_texts_are_found_in_page_templates(script, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        '<h1 title="{{ _("một") }}">{% set a = _("hai {n}").format(n=2) if b else _("ba") %}</h1>'
        '{% call parts.scroll(_("bốn")) %}{{ c | decimal }}{% endcall %}',
        encoding="utf-8",
    )
    assert sorted(script.texts_in_template(path)) == ["ba", "bốn", "hai {n}", "một"]


def test_the_texts_of_the_page_templates_are_among_the_texts(script):
    pages = script.templates()
    assert {"profile.html", "national.html", "five_year.html"} <= {page.name for page in pages}
    known = script.texts()
    for page in pages:
        assert set(script.texts_in_template(page)) <= known


@pytest.mark.parametrize("code", ["_(name)", '_("dòng " ~ row)', '_("a", "b")', 'gettext("a")'])
def test_a_built_text_in_a_page_template_is_refused(script, tmp_path, code):
    path = tmp_path / "page.html"
    path.write_text(f"<p>\n{{{{ {code} }}}}</p>", encoding="utf-8")
    with pytest.raises(script.TextError, match=r"page\.html:2: .* one plain text"):
        list(script.texts_in_template(path))


# What a header says must be what its column holds; a slip by one line shows here.
ENGLISH_HEADERS = {
    "framework": "Framework",
    "node": "Node",
    "level": "Node level",
    "unit": ["Unit", "Unit code"],
    "unit_name": "Unit",
    "period": "Period",
    "value": "Value",
    "score": "Score",
    "se": "Standard error",
    "n": "Respondents",
    "max_score": "Maximum score",
    "lost_points": "Lost points",
    "rank": "Rank",
    "rank_low": "Best possible rank",
    "rank_high": "Worst possible rank",
    "ranked_units": "Ranked units",
    "group": "Group",
    "region": "Region",
    "region_rank": "Rank in region",
    "region_size": "Units in region",
    "previous_score": "Previous score",
    "change": "Change in score",
    "change_comparable": "Comparable",
    "change_significant": "Statistically significant",
    "rank_change": "Change in rank",
    "status": "Status",
    "source": "Source",
}


@pytest.mark.parametrize("column", [*MEASUREMENTS, *SCOREBOOK], ids=lambda column: column.name)
def test_a_column_is_called_the_same_in_english(english, column):
    known = ENGLISH_HEADERS[column.name]
    assert english[column.header] in (known if isinstance(known, list) else [known])


def test_both_languages_name_the_same_numbers(english):
    def numbers(text):
        return sorted(re.findall(r"\d+", text))

    assert {t: e for t, e in english.items() if e and numbers(t) != numbers(e)} == {}
