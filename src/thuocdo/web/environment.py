"""What the site is told by its environment; every setting has a safe default.

THUOCDO_DATA         folder of the embedded database, the published files and the secret key;
                     default `var`
DATABASE_URL         `postgres://user:password@host/name`; without it SQLite in THUOCDO_DATA
THUOCDO_SECRET_KEY   signs cookies; without it a random one is made and kept in THUOCDO_DATA
THUOCDO_HOSTS        names the site answers to besides loopback, separated by commas
THUOCDO_HTTPS        `0` only where nothing leaves the machine: no TLS; default `1`
THUOCDO_PROXY        `1` behind a proxy that sets X-Forwarded-Proto and X-Forwarded-For itself
THUOCDO_DEBUG        `1` shows tracebacks to the reader; for developers only
THUOCDO_DEFINITIONS  a folder of own frameworks beside the bundled ones
THUOCDO_API_RATE     requests that one address may make of the API; default `600/m`, `0`: no limit
THUOCDO_BIND, THUOCDO_WORKERS, THUOCDO_THREADS, THUOCDO_ACCESS_LOG: see `gunicorn.py`
"""

import os
import secrets
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """A variable as text, stripped."""
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool) -> bool:
    """A variable that is on (`1`, `true`, `yes`, `on`) or off."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def names(name: str, default: str) -> list[str]:
    """A variable that lists names between commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret_key(folder: Path) -> str:
    """The key given, else the one kept in `folder`, made at random on the first start."""
    if given := text("THUOCDO_SECRET_KEY"):
        return given
    kept = folder / "secret_key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _keep(kept, secrets.token_urlsafe(64))
    return kept.read_text(encoding="ascii")


def _keep(path: Path, key: str) -> None:
    """Several workers may start at once: the first to come decides."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(key, encoding="ascii")
    try:
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        made.unlink()
