"""`thuocdo serve`: the site on this machine."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.show import say
from thuocdo.kernel.errors import OutputError, Problem
from thuocdo.kernel.language import _

app = typer.Typer()
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


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
    surroundings = os.environ | {
        "THUOCDO_DATA": str(data),
        "THUOCDO_BIND": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "THUOCDO_HTTPS": os.environ.get("THUOCDO_HTTPS", "0" if host in LOOPBACK else "1"),
    }
    _make_folder(data)
    if not prepare_only:
        _assert_free(host, port)
    prepared = subprocess.run(
        [sys.executable, "-m", "thuocdo.web", "prepare"], env=surroundings, check=False
    )
    if prepared.returncode or prepare_only:
        raise typer.Exit(prepared.returncode)
    _tell(host, surroundings)
    command = [sys.executable, "-m", "gunicorn"]
    command += ["--config", "python:thuocdo.web.gunicorn", "thuocdo.web.wsgi"]
    os.execve(sys.executable, command, surroundings)


def _tell(host: str, surroundings: dict[str, str]) -> None:
    place = surroundings["THUOCDO_BIND"]
    say(_("Trang web: http://{place}/ (dừng bằng Ctrl+C)").format(place=place))
    if host not in LOOPBACK:
        say(_("Máy khác vào được: mọi trang đòi HTTPS, và tên miền phải có trong THUOCDO_HOSTS."))
        say(_("Đặt sau một máy chủ có TLS, với THUOCDO_PROXY=1; xem docs/deploy.md."))
    sys.stdout.flush()


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("không dùng thư mục này cho số liệu của trang được.")
        hint = _("Chọn thư mục khác bằng --data.")
        problem = Problem("data-folder", message, str(data), hint=hint)
        raise OutputError(problem) from error


def _assert_free(host: str, port: int) -> None:
    """What would stop the server is told before the data are prepared."""
    try:
        family, kind, _protocol, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise OutputError(_not_free(host, port, error)) from error


def _not_free(host: str, port: int, error: OSError) -> Problem:
    if error.errno == errno.EADDRINUSE:
        message = _("cổng {port} đang được chương trình khác dùng.").format(port=port)
        return Problem("port-in-use", message, hint=_("Dừng chương trình đó, hoặc dùng --port."))
    if error.errno == errno.EACCES:
        message = _("không có quyền nghe ở cổng {port}.").format(port=port)
        return Problem("port-forbidden", message, hint=_("Dùng --port từ 1024 trở lên."))
    message = _("máy này không có địa chỉ “{host}”.").format(host=host)
    hint = _("Dùng 127.0.0.1, hoặc 0.0.0.0 để máy khác vào được.")
    return Problem("host-unknown", message, column="--host", hint=hint)
