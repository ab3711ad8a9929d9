"""Requests a second and waiting times of the site's pages, beside an empty Django view.

    python benchmarks/site_load.py

One gunicorn on this machine with the bundled data, all pages in one run; `wrk` sends the
requests where it is installed, else a few threads do. Pages are warm, as after their first
reader. Printed: requests a second with 4 readers, that as a share of the empty view's (target:
0.40 for index and unit pages), the 95th percentile of waiting with 50 readers at once (target:
150 ms), and how much a first visit loads (target: 700 kB). It ends by itself after three minutes.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from running_site import running_site

HERE = Path(__file__).parent
READERS, CROWD, SECONDS, TURNS = 4, 50, 2, 2
EMPTY = "/empty/"
RATIO, WAIT, FIRST_LOAD = 0.40, 0.150, 700_000
PAGES = {
    "home": "/",
    "index page": "/chi-so/papi/2024/",
    "index page, 34 units": "/chi-so/papi/2024/?territory=2025-07-01",
    "node page": "/chi-so/papi/2024/2.3/",
    "unit page": "/don-vi/ha-giang-02/",
    "profile": "/don-vi/ha-giang-02/papi/2024/",
    "why": "/vi-sao/papi/2024/ha-giang-02/2/",
    "search": "/tim/?q=ha+giang",
    "API ranking": "/api/v1/ranking?framework=papi&period=2024",
}
BOUND = {"index page", "index page, 34 units", "unit page", "profile"}
HEADERS = {"Accept-Encoding": "gzip", "User-Agent": "benchmark"}


def load(site: str, path: str, readers: int) -> tuple[float, float]:
    """Requests a second, and the 95th percentile of seconds waited."""
    measure = _wrk if shutil.which("wrk") else _threads
    return measure(site, path, readers)


def _wrk(site: str, path: str, readers: int) -> tuple[float, float]:
    script = HERE / "percentile.lua"
    headers = [f"-H{name}: {value}" for name, value in HEADERS.items()]
    command = ["wrk", "-t1", f"-c{readers}", f"-d{SECONDS}s", f"-s{script}", *headers]
    told = subprocess.run([*command, f"{site}{path}"], capture_output=True, text=True, check=True)
    rate, p95, errors = told.stdout.strip().splitlines()[-1].split()
    if int(errors):
        raise SystemExit(f"{path}: {errors} errors")
    return float(rate), float(p95) / 1e6


def _threads(site: str, path: str, readers: int) -> tuple[float, float]:
    waits: list[float] = []
    until = time.perf_counter() + SECONDS
    crowd = [
        threading.Thread(target=_read, args=(site, path, until, waits)) for _ in range(readers)
    ]
    for reader in crowd:
        reader.start()
    for reader in crowd:
        reader.join()
    return len(waits) / SECONDS, float(np.percentile(waits, 95))


def _read(site: str, path: str, until: float, waits: list[float]) -> None:
    connection = HTTPConnection(site.removeprefix("http://"), timeout=30)
    while (start := time.perf_counter()) < until:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        waits.append(time.perf_counter() - start)
    connection.close()


def fetch(site: str, path: str) -> tuple[bytes, int]:
    """The content at `path`, and how many bytes came over the wire."""
    connection = HTTPConnection(site.removeprefix("http://"), timeout=60)
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    packed = answer.headers["Content-Encoding"] == "gzip"
    return (gzip.decompress(content) if packed else content), len(content)


def first_load(site: str, path: str) -> int:
    """Bytes that a first visit loads: the page with its styles, scripts and icon."""
    page, size = fetch(site, path)
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    return size + sum(fetch(site, part)[1] for part in parts)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        surroundings = {
            "THUOCDO_DATA": folder,
            "THUOCDO_HTTPS": "0",
            "THUOCDO_WORKERS": "2",
            "THUOCDO_API_RATE": "0",
            "DJANGO_SETTINGS_MODULE": "empty_view.settings",
            "PYTHONPATH": str(HERE),
            "GUNICORN_CMD_ARGS": "--max-requests=0",
        }
        prepare = [sys.executable, "-m", "thuocdo.web", "prepare", "--verbosity=0"]
        subprocess.run(prepare, env=os.environ | surroundings, check=True)
        with running_site(surroundings) as site:
            report(site)


def report(site: str) -> None:
    print(f"{'':22}{'req/s':>8}{'ratio':>8}{'p95 at 50':>12}{'first load':>12}")
    for name, path in PAGES.items():
        for _try in range(20):
            fetch(site, path)  # both workers have made it before the clock starts
        # In turns, so that what else the machine does falls on both.
        turns = [load(site, each, READERS)[0] for _turn in range(TURNS) for each in (EMPTY, path)]
        rate, least = np.mean(turns[1::2]), np.mean(turns[::2])
        _rate, wait = load(site, path, CROWD)
        size = first_load(site, path)
        met = rate / least >= RATIO and wait <= WAIT and size <= FIRST_LOAD
        verdict = "" if name not in BOUND else "  met" if met else "  MISSED"
        sizes = f"{size / 1000:>9.0f} kB"
        print(f"{name:22}{rate:>8.0f}{rate / least:>8.2f}{wait * 1000:>9.0f} ms{sizes}{verdict}")


if __name__ == "__main__":
    main()
