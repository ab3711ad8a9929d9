"""The site with all bundled data: for Django's client, and served by gunicorn for Chromium."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from running_site import running_site

WIDTHS = (1280, 390)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The database is the one that `prepare` makes, once; each test's changes are undone."""
    with django_db_blocker.unblock():
        call_command("prepare", verbosity=0, stdout=io.StringIO())


@pytest.fixture(autouse=True)
def fresh_pages():
    """No page kept by one test is shown to another, nor its language spoken."""
    from django.core.cache import cache

    from thuocdo.kernel.language import use_language
    from thuocdo.web.site import stamp

    cache.clear()
    stamp.forget()
    use_language("vi")
    yield
    use_language("")  # nobody chose


@pytest.fixture(scope="session")
def site(django_db_setup):
    """The address of the site as gunicorn serves it."""
    with running_site({"THUOCDO_DATA": str(settings.DATA)}) as address:
        yield address


@pytest.fixture
def visit(browser, site):
    """`visit("/tim/", width=390, script=False)` opens a page and notes in `page.trouble` what
    it complains of, and every request that leaves the site.
    """
    contexts = []

    def open_page(path, width=1280, script=True, scheme="light", cookies=()):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="vi-VN",
        )
        contexts.append(context)
        context.add_cookies([{"url": site, **cookie} for cookie in cookies])
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(message.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((site, "data:")) else page.trouble.append(r.url),
        )
        page.answer = page.goto(f"{site}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_sound():
    """What every page must be: quiet, accessible, within its width."""

    def check(page):
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.trouble == []
        width = page.viewport_size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    return check
