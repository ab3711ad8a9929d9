"""The site as gunicorn serves it, for tests and benchmarks."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.request import urlopen

from temporary_postgresql import free_port

PATIENCE = 120  # seconds
GUNICORN = ("-m", "gunicorn", "--config", "python:thuocdo.web.gunicorn")


@contextmanager
def running_site(
    surroundings: Mapping[str, str], application: str = "thuocdo.web.wsgi"
) -> Iterator[str]:
    """The address of the site in these surroundings, once it is ready; stopped afterwards."""
    port = free_port()
    told = {"THUOCDO_BIND": f"127.0.0.1:{port}", "THUOCDO_HTTPS": "0", "THUOCDO_WORKERS": "1"}
    told["DJANGO_SETTINGS_MODULE"] = "thuocdo.web.settings"
    server = subprocess.Popen(
        [sys.executable, *GUNICORN, application], env=os.environ | told | dict(surroundings)
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/readyz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen) -> None:
    """Wait until `server` answers at `address`, which takes long where all cores are busy."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")
