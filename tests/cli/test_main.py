"""The command line as a whole: help, exit codes, languages, nothing but clear words."""

import os
import subprocess
import sys

import pytest
import typer

from thuocdo.cli.app import app


def commands(group=None, path=()):
    """Every command with its words: ("units", "find")."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield (*path, name), command
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())
# Commands of issue 2; others may stand beside them.
PROMISED = {
    ("run",), ("ranking",), ("score",), ("units", "find"), ("units", "history"),
    ("definitions", "list"), ("definitions", "show"), ("definitions", "check"),
}  # fmt: skip


def shell(*arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, "-c", "from thuocdo.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
    )


def test_the_promised_commands_are_there():
    assert COMMANDS.keys() >= PROMISED


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
class TestEveryCommand:
    def test_has_help(self, run, words):
        done = run(*words, "--help")
        assert done.code == 0
        assert COMMANDS[words].help.splitlines()[0][:20] in done.out

    def test_has_help_for_every_option_and_argument(self, words):
        for option in COMMANDS[words].params:
            if option.name != "help":
                assert option.help, option.name

    def test_refuses_an_option_that_there_is_not(self, run, words):
        done = run(*words, "--khong-co")
        assert done.code == 2
        assert "--khong-co" in done.err
        assert "Xem cách dùng: thuocdo" in done.err


class TestAUsageError:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["ranking", "papi"], "lệnh thiếu --year"),
            (["ranking", "--year", "2023"], "lệnh thiếu INDEX"),
            (["ranking", "papi", "--year"], "--year cần một giá trị"),
            (["ranking", "papi", "--yaer", "2023"], "Có phải “--year”?"),
            (["rankin"], "Có phải “ranking”?"),
            (["units", "fin"], "Có phải “find”?"),
            (["units", "find", "Hà", "Giang"], "ngoặc kép"),
            (["units", "find", "Huế", "--on", "2025-13-40"], "không phải một ngày"),
            (["units", "find", "Huế", "--level", "miền"], "viết tỉnh, huyện hoặc xã"),
            (["ranking", "papi", "--year", "2023", "--format", "pdf"], "table, csv, json, xlsx"),
            (["ranking", "papi", "--year", "2o23"], "không phải một kỳ"),
            (["definitions", "show", "papi", "--year", "x"], "không phải một kỳ"),
            (["ranking", "papy", "--year", "2023"], "Có phải “papi”?"),
            (["--lang", "fr", "definitions", "list"], "vi hoặc en"),
        ],
    )
    def test_ends_with_2_and_says_what_to_do(self, run, arguments, words):
        done = run(*arguments)
        assert (done.code, done.out) == (2, "")
        assert words in done.err
        assert done.err.startswith("Lỗi: ")
        assert "Error" not in done.err


def test_without_a_command_the_help_is_shown(run):
    assert "ranking" in "".join(run()[1:])


def test_the_version_is_told(run):
    from thuocdo.version import __version__

    assert run("--version").out == f"thuocdo {__version__}\n"


def test_english_is_spoken_where_wanted_from_the_help_on():
    done = shell("--lang", "en", "--help")
    assert done.returncode == 0
    assert "Administrative units" in done.stdout


def test_vietnamese_comes_out_whole_where_the_machine_knows_only_ascii():
    done = shell("units", "find", "Ha Giang", "--on", "2023-01-01", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "Tỉnh Hà Giang" in done.stdout


def test_a_reader_who_stops_reading_gets_no_traceback():
    code = "from thuocdo.cli import main; main()"
    command = f'"{sys.executable}" -c "{code}" ranking papi --year 2023 --format csv | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("framework,")
    assert "Traceback" not in done.stderr
