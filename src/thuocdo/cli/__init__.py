"""The command line. `main` is the one place where an error becomes text and an exit code."""

import sys

from thuocdo.kernel.errors import ThuocDoError
from thuocdo.kernel.language import _

SHOWN = 50


def main() -> None:
    """Run `thuocdo`. Exit codes: 0 done, 1 a negative finding, 2 a usage or input error."""
    from thuocdo.cli.app import app  # noqa: PLC0415 - keeps `import thuocdo.cli` light

    try:
        app()
    except ThuocDoError as error:
        print_problems(error)
        sys.exit(2)


def print_problems(error: ThuocDoError) -> None:
    """Every problem on a line of standard error; past `SHOWN` only how many more there are."""
    for problem in error.problems[:SHOWN]:
        print(_("Lỗi: {problem}").format(problem=problem), file=sys.stderr)
    more = len(error.problems) - SHOWN
    if more > 0:
        print(_("… và {n} lỗi khác.").format(n=more), file=sys.stderr)
