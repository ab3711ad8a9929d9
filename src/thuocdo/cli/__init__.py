"""The command line. `main` is the one place where an error becomes text and an exit code."""

import sys

from thuocdo.kernel.errors import ThuocDoError
from thuocdo.kernel.language import LANGUAGES, _, use_language

SHOWN = 50


def main() -> None:
    """Run `thuocdo`. Exit codes: 0 done, 1 a negative finding, 2 a usage or input error."""
    _speak_utf8()
    _choose_language(sys.argv[1:])
    from thuocdo.cli.app import app  # noqa: PLC0415 - keeps `import thuocdo.cli` light
    from thuocdo.cli.usage import is_usage_error, print_usage_error  # noqa: PLC0415

    try:
        code = app(prog_name="thuocdo", standalone_mode=False)
    except ThuocDoError as error:
        print_problems(error)
        code = 2
    except Exception as error:
        if not is_usage_error(error):
            raise
        print_usage_error(error)
        code = 2
    sys.exit(code or 0)


def print_problems(error: ThuocDoError) -> None:
    """Every problem on a line of standard error; past `SHOWN` only how many more there are."""
    for problem in error.problems[:SHOWN]:
        print(_("Lỗi: {problem}").format(problem=problem), file=sys.stderr)
    more = len(error.problems) - SHOWN
    if more > 0:
        print(_("… và {n} lỗi khác.").format(n=more), file=sys.stderr)


def _speak_utf8() -> None:
    """Vietnamese must come out whole whatever the machine thinks of its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")


def _choose_language(arguments: list[str]) -> None:
    """The help texts are made before arguments are parsed, so `--lang` is looked for here."""
    for here, following in zip(arguments, [*arguments, ""][1:], strict=True):
        wanted = following if here == "--lang" else here.removeprefix("--lang=")
        if here.startswith("--lang") and wanted in LANGUAGES:
            use_language(wanted)
