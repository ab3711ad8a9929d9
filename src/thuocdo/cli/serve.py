"""`thuocdo serve`: the site on this machine."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.show import say
from thuocdo.kernel.language import _

app = typer.Typer()


@app.command(help=_("Trang web trên máy này: chuẩn bị số liệu rồi phục vụ."))
def serve(
    host: Annotated[str, typer.Option("--host", help=_("Địa chỉ nghe"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=_("Cổng"))] = 8000,
    data: Annotated[
        Path, typer.Option("--data", envvar="THUOCDO_DATA", help=_("Thư mục số liệu của trang"))
    ] = Path("var"),
    prepare_only: Annotated[
        bool, typer.Option("--prepare-only", help=_("Chỉ chuẩn bị số liệu, không phục vụ"))
    ] = False,
) -> None:
    """Prepare the site's data, then serve it. The site is a program of its own: only it
    knows Django.
    """
    loopback = host in {"127.0.0.1", "localhost", "::1"}
    surroundings = os.environ | {
        "THUOCDO_DATA": str(data),
        "THUOCDO_BIND": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "THUOCDO_HTTPS": os.environ.get("THUOCDO_HTTPS", "0" if loopback else "1"),
    }
    prepared = subprocess.run(
        [sys.executable, "-m", "thuocdo.web", "prepare"], env=surroundings, check=False
    )
    if prepared.returncode or prepare_only:
        raise typer.Exit(prepared.returncode)
    say(_("Trang web: http://{place}/ (dừng bằng Ctrl+C)").format(place=f"{host}:{port}"))
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn"]
    command += ["--config", "python:thuocdo.web.gunicorn", "thuocdo.web.wsgi"]
    os.execve(sys.executable, command, surroundings)
