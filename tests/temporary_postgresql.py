"""A PostgreSQL of one's own, for as long as it is needed: for tests and benchmarks."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
INSTALL = "PostgreSQL is not installed: apt-get install postgresql"
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, where Debian keeps them or on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    on_path = [Path(found).parent] if (found := shutil.which("pg_ctl")) else []
    known = [*reversed(debian), *on_path]
    return next((folder for folder in known if (folder / "initdb").exists()), None)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def postgresql(options: Sequence[str] = UNSAFE) -> Iterator[str]:
    """The DATABASE_URL of a new, empty cluster in a temporary folder; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="thuocdo-postgresql-"))
    password, port = secrets.token_hex(16), free_port()
    try:
        (folder / "password").write_text(password, encoding="ascii")
        if os.geteuid() == 0:
            for path in (folder, folder / "password"):
                shutil.chown(path, _owner())
        _initialise(folder)
        settings = [f"port={port}", f"unix_socket_directories={folder}", *options]
        settings += ["listen_addresses=127.0.0.1"]
        with _started(folder, settings):
            yield f"postgres://thuocdo:{password}@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(folder: Path) -> None:
    how = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--username=thuocdo"]
    _run(folder, "initdb", "-D", folder / "data", "--encoding=UTF8", "--locale=C.UTF-8", *how)


@contextmanager
def _started(folder: Path, settings: Sequence[str]) -> Iterator[None]:
    control = ("pg_ctl", "-D", folder / "data", "-w", "-t", "60")
    told = " ".join(f"-c {setting}" for setting in settings)
    _run(folder, *control, "-l", folder / "log", "-o", told, "start")
    try:
        yield
    finally:
        _run(folder, *control, "-m", "immediate", "stop")


def _run(folder: Path, program: str, *arguments: object) -> None:
    command = [str(programs() / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", _owner(), "--", *command]
    # The server keeps what it inherits: a pipe would never end.
    with (folder / "programs.log").open("a") as log:
        done = subprocess.run(command, stdout=log, stderr=log, cwd=folder, check=False)
    if done.returncode:
        raise RuntimeError(f"{program}: {(folder / 'programs.log').read_text()}")


def _owner() -> str:
    known = {line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()}
    return next(name for name in OWNERS if name in known)
