"""The site on PostgreSQL with simulated scorebooks of all communes: loading, then waiting times.

    python benchmarks/site_large.py

Every index in every year of its definition for 3,321 communes, published twice as after a
correction, so that about 5 million rows stand in the database (all simulated, and marked so).
Then one reader asks for many different pages that nobody has asked for (first) and for the
same again (warm), of one worker. Targets: 95 % of first requests within 400 ms, of searches
within 100 ms. It takes some ten minutes and ends by itself.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from simulated_communes import DAY, NOTICE, corrected, scored, simulated_books

from thuocdo.catalog import load as definitions

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from running_site import running_site
from temporary_postgresql import INSTALL, postgresql, programs

REQUESTS, TARGET, SEARCH_TARGET = 60, 0.400, 0.100
TERRITORY = "territory=2025-07-01"


def load() -> None:
    """Publish the simulated scorebooks in the site that the environment tells of."""
    import django  # noqa: PLC0415 - only with its settings in the environment

    django.setup()
    from thuocdo.web.results.models import Score  # noqa: PLC0415
    from thuocdo.web.results.publish import Publication, publish  # noqa: PLC0415

    spent, rows = 0.0, 0
    for framework, measured in simulated_books():
        for values in (measured, corrected(measured)):
            publication = Publication(framework, scored(framework, values), values, DAY, NOTICE)
            start = time.perf_counter()
            publish(publication)
            took = time.perf_counter() - start
            spent, rows = spent + took, rows + publication.scorebook.height
            print(f"{framework.name}: {publication.scorebook.height:,} rows in {took:.0f} s")
    print(f"published {rows:,} rows in {spent:.0f} s: {rows / spent:,.0f} a second")
    print(f"rows in the database: {Score.objects.count():,}", flush=True)


def slugs_of_communes(site: str) -> list[str]:
    """The communes as addresses name them, from the API."""
    found, following = [], "/api/v1/units?level=commune&on=2025-07-01&page_size=1000"
    while following:
        with urlopen(f"{site}{following}", timeout=60) as answer:
            page = json.load(answer)
        found += [unit["slug"] for unit in page["units"]]
        following = page["next"]
    return found


def paths(site: str) -> dict[str, list[str]]:
    """Many different addresses of each kind of page."""
    choose = random.Random(6)
    communes = choose.sample(slugs_of_communes(site), REQUESTS)
    papi = definitions.framework("papi")
    years = [choose.choice(papi.periods[-10:]) for _ in communes]
    nodes = [choose.choice([code for code in papi.on(year).nodes if code]) for year in years]
    whom = list(zip(communes, years, nodes, strict=True))
    api = f"/api/v1/{{}}?framework=papi&{TERRITORY}&"
    return {
        "index page": [
            f"/chi-so/papi/{papi.periods[-1 - number % 10]}/?{TERRITORY}&page={1 + number % 34}"
            for number in range(REQUESTS)
        ],
        "node page": [
            f"/chi-so/papi/{year}/{node}/?{TERRITORY}&page={1 + number % 34}"
            for number, (_unit, year, node) in enumerate(whom)
        ],
        "unit page": [f"/don-vi/{unit}/" for unit in communes],
        "profile": [f"/don-vi/{unit}/papi/{year}/?{TERRITORY}" for unit, year, _ in whom],
        "search": [f"/tim/?q={unit.rsplit('-', 2)[0].replace('-', '+')}" for unit in communes],
        "API ranking": [
            api.format("ranking") + f"period={y}&node={node}" for _unit, y, node in whom
        ],
        "API scorebook": [api.format("scorebook") + f"unit={unit}" for unit in communes],
        "API lost points": [
            api.format("lost-points") + f"unit={unit}&period={year}" for unit, year, _ in whom
        ],
    }


def waits(site: str, asked: list[str]) -> Iterator[float]:
    """Seconds until each answer is whole."""
    for path in asked:
        connection = HTTPConnection(site.removeprefix("http://"), timeout=120)
        start = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        yield time.perf_counter() - start
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")


def measure(site: str) -> None:
    """Print the waiting times of each kind of page."""
    print(f"{'':18}{'first: median':>15}{'p95':>8}{'most':>8}{'warm: p95':>12}  milliseconds")
    for name, asked in paths(site).items():
        first, again = (np.array(list(waits(site, asked))) * 1000 for _pass in range(2))
        limit = SEARCH_TARGET if name == "search" else TARGET
        figures = (np.median(first), np.percentile(first, 95), first.max())
        verdict = "met" if figures[1] <= limit * 1000 else "MISSED"
        shown = "".join(
            f"{value:>{width}.0f}" for value, width in zip(figures, (15, 8, 8), strict=True)
        )
        print(f"{name:18}{shown}{np.percentile(again, 95):>12.0f}  {verdict}", flush=True)


def main() -> None:
    if programs() is None:
        print(INSTALL)
        return
    with tempfile.TemporaryDirectory() as folder, postgresql(()) as address:
        surroundings = {
            "DATABASE_URL": address,
            "THUOCDO_DATA": folder,
            "THUOCDO_WORKERS": "1",
            "THUOCDO_API_RATE": "0",
            "DJANGO_SETTINGS_MODULE": "thuocdo.web.settings",
        }
        environment = os.environ | surroundings
        prepare = [sys.executable, "-m", "thuocdo.web", "prepare", "--verbosity=0"]
        subprocess.run(prepare, env=environment, check=True)
        subprocess.run([sys.executable, __file__, "load"], env=environment, check=True)
        with running_site(surroundings) as site:
            measure(site)


if __name__ == "__main__":
    load() if sys.argv[1:] == ["load"] else main()
