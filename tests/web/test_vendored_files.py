"""Vendored files are, byte for byte, what the lock names, and carry their licence."""

import importlib.util
import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "vendor.py"


@pytest.fixture(scope="module")
def vendor():
    spec = importlib.util.spec_from_file_location("vendor", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_vendored_file_is_as_the_lock_says(vendor):
    assert vendor.differences() == []


def test_a_changed_file_is_noticed(vendor, tmp_path):
    lock = json.loads(vendor.LOCK.read_text(encoding="utf-8"))
    lock[0]["files"][0]["sha512"] = "0" * 128
    changed = tmp_path / "lock.json"
    changed.write_text(json.dumps(lock), encoding="utf-8")
    [line] = vendor.differences(changed)
    assert line.startswith("bootstrap-")


def test_a_file_that_the_lock_does_not_name_is_noticed(vendor, tmp_path):
    lock = json.loads(vendor.LOCK.read_text(encoding="utf-8"))
    lock[0]["files"].pop()
    shorter = tmp_path / "lock.json"
    shorter.write_text(json.dumps(lock), encoding="utf-8")
    assert vendor.differences(shorter) == ["bootstrap-5.3.9/LICENSE: not in the lock"]


def test_every_package_ships_its_licence(vendor):
    for package in json.loads(vendor.LOCK.read_text(encoding="utf-8")):
        assert any("LICEN" in file["path"].upper() for file in package["files"])
