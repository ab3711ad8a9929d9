"""The public face of the package: a dozen names, cheap to import."""

import subprocess
import sys
import time

import thuocdo

NAMES = [
    "Estimate", "Period", "ThuocDoError", "UnitId", "__version__", "find_unit", "framework",
    "frameworks", "measurements", "ranking", "read_measurements", "rebase", "score", "units_on",
]  # fmt: skip


def test_exactly_these_names_are_public():
    assert sorted(thuocdo.__all__) == sorted(NAMES) == dir(thuocdo)


def test_every_public_name_is_there_and_documented():
    for name in NAMES:
        found = getattr(thuocdo, name)
        assert name == "__version__" or found.__doc__


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(thuocdo, "frame_work")


def test_importing_the_package_loads_no_heavy_library():
    code = (
        "import sys, thuocdo; heavy = {'polars', 'numpy', 'pydantic', 'openpyxl', 'rich'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_package_takes_under_half_a_second():
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import thuocdo"], check=True)
    assert time.perf_counter() - start < 0.5
