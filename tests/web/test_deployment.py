"""How the site is run for others: its settings, its files, the examples in `deploy/`."""

import gzip
import json
import os
import re
import shutil
import stat
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from running_site import running_site

ROOT = Path(__file__).parents[2]
STYLE = "/static/vendor/bootstrap-5.3.9/bootstrap.min.css"


@pytest.fixture
def site_of(tmp_path):
    """`site_of("check", THUOCDO_HOSTS="…")`: a management command as the office runs it."""

    def run(*arguments, **surroundings):
        ours = ("THUOCDO_", "DJANGO_", "DATABASE_URL")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        surroundings = {"THUOCDO_DATA": str(tmp_path / "data"), **surroundings}
        command = [sys.executable, "-m", "thuocdo.web", *arguments]
        return subprocess.run(
            command, env=kept | surroundings, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="module")
def proxied(django_db_setup):
    """The site as it stands behind a proxy that ends TLS, with a name of its own."""
    from django.conf import settings

    surroundings = {"THUOCDO_DATA": str(settings.DATA), "THUOCDO_HTTPS": "1"}
    surroundings |= {"THUOCDO_PROXY": "1", "THUOCDO_HOSTS": "thuocdo.example,www.thuocdo.example"}
    with running_site(surroundings) as address:
        yield address.removeprefix("http://")


@pytest.fixture
def ask(proxied):
    """`ask("/", over="https")`: the answer to one request, not followed, and its text."""

    def send(path, over="https", host="thuocdo.example", method="GET", body=None, **headers):
        connection = HTTPConnection(proxied, timeout=30)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        told = {"Host": host, "X-Forwarded-Proto": over, **form, **headers}
        try:
            connection.request(method, path, body, told)
            answer = connection.getresponse()
            answer.content = answer.read()
        finally:
            connection.close()
        return answer

    return send


def test_djangos_own_check_for_deployment_finds_nothing(site_of):
    done = site_of("check", "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


def test_without_any_setting_the_site_is_closed_and_its_key_stays(site_of, tmp_path):
    settings = site_of("diffsettings", "--all").stdout
    key = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(first := key.read_text()) > 80
    assert re.search(r"\bDEBUG = False$", settings, re.MULTILINE)
    assert "ALLOWED_HOSTS = ['localhost', '127.0.0.1', '[::1]']" in settings
    assert repr(first) in site_of("diffsettings").stdout
    assert key.read_text() == first


def test_a_page_over_http_is_sent_on_to_https(ask):
    answer = ask("/tim/?q=hue", over="http")
    assert (answer.status, answer.headers["Location"]) == (
        301,
        "https://thuocdo.example/tim/?q=hue",
    )


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_who_watches_the_process_needs_no_https(ask, path):
    assert ask(path, over="http", host="127.0.0.1").status == 200


def test_over_https_the_browser_is_told_to_stay_there(ask):
    answer = ask("/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )


def test_cookies_go_over_https_only(ask):
    answer = ask("/hien-thi/", method="POST", body="theme=dark&next=/")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_it_answers_to_all_its_names(ask):
    assert ask("/healthz", host="www.thuocdo.example").status == 200


@pytest.mark.parametrize("host", ["elsewhere.example", "thuocdo.example.evil", "x y"])
def test_under_another_name_a_page_says_so_without_a_trace(ask, host):
    answer = ask("/", host=host)
    assert answer.status == 400
    text = answer.content.decode()
    assert "không đọc được yêu cầu" in text
    assert not {"Traceback", "DisallowedHost", "ALLOWED_HOSTS"} & set(re.findall(r"\w+", text))


def test_an_unknown_address_tells_nothing_of_the_code(ask):
    answer = ask("/khong-co/")
    assert answer.status == 404
    assert "thuocdo.web" not in answer.content.decode()


def test_styles_come_compressed_and_may_be_kept(ask):
    answer = ask(STYLE, **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert answer.headers["Cache-Control"] == "max-age=3600, public"
    assert len(answer.content) < 40_000
    assert gzip.decompress(answer.content) == ask(STYLE).content


def test_collecting_puts_every_file_in_place_with_its_compressed_copy(site_of, tmp_path):
    done = site_of("collectstatic", "--noinput")
    assert done.returncode == 0, done.stderr
    static = tmp_path / "data" / "static"
    files = ("site/site.css", "site/site.js", "reports/style.css", "django_htmx/htmx-2.min.js")
    for name in files:
        plain, packed = static / name, static / f"{name}.gz"
        assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()


def test_what_the_container_copies_exists_and_what_it_runs_works(site_of):
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [word for line in re.findall(r"^COPY (.+) \S+$", text, re.M) for word in line.split()]
    assert len(copied) == 7
    assert [name for name in copied if not (ROOT / name).exists()] == []
    command = json.loads(re.search(r"^CMD (.+)$", text, re.MULTILINE)[1])[2]
    prepare, serve = command.split(" && exec ")
    assert prepare == "python -m thuocdo.web prepare"
    words = serve.split()
    assert words[:3] == ["python", "-m", "gunicorn"]
    checked = subprocess.run(
        [sys.executable, *words[1:3], "--check-config", *words[3:]],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "thuocdo.web.settings"},
        check=False,
    )
    assert checked.returncode == 0


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_the_example(tmp_path):
    pair = {"fullchain.pem": tmp_path / "chain.pem", "privkey.pem": tmp_path / "key.pem"}
    kept = ["-out", pair["fullchain.pem"], "-keyout", pair["privkey.pem"]]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example"]
    subprocess.run([*made, *kept], check=True, capture_output=True)
    example = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for name, path in pair.items():
        example = example.replace(f"/etc/ssl/thuocdo/{name}", str(path))
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{example}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = ["nginx", "-t", "-q", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_setting_of_the_examples_is_one_that_the_site_reads():
    listed = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8")
    known = (ROOT / "src" / "thuocdo" / "web" / "environment.py").read_text(encoding="utf-8")
    names = re.findall(r"^#? ?([A-Z_]+)=", listed, re.MULTILINE)
    assert len(names) == 7
    assert [name for name in names if name not in known] == []
