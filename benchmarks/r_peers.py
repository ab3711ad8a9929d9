"""R scripts beside a benchmark, on the same machine in the same run."""

import subprocess
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent


def has(package: str) -> bool:
    """Whether Rscript is there with `package`; base R itself is "base"."""
    if which("Rscript") is None:
        return False
    check = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return not subprocess.run(["Rscript", "-e", check], check=False, capture_output=True).returncode


def run(script: str, *arguments: object, env: dict | None = None) -> list[str]:
    """The lines that an R script of this folder prints."""
    command = ["Rscript", str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    return done.stdout.splitlines()
