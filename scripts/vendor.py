"""Fetches the vendored files of the site anew, as `vendor.lock.json` names them.

    python scripts/vendor.py            check the files against the lock
    python scripts/vendor.py --fetch    take them from their packages (needs npm), then check

A new version: change `version` in the lock, run with --fetch, put the sums it prints there.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

WEB = Path(__file__).parents[1] / "src" / "thuocdo" / "web"
LOCK = WEB / "vendor.lock.json"
VENDOR = WEB / "static" / "vendor"


def sha512(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest()


def folder(package: dict) -> Path:
    return VENDOR / f"{package['name']}-{package['version']}"


def differences(lock: Path = LOCK) -> list[str]:
    """What is not as the lock says, one line a file."""
    found, expected = [], set()
    for package in json.loads(lock.read_text(encoding="utf-8")):
        for file in package["files"]:
            path = folder(package) / Path(file["path"]).name
            expected.add(path)
            sum_ = sha512(path) if path.exists() else "missing"
            if sum_ != file["sha512"]:
                found.append(f"{path.relative_to(VENDOR)}: {sum_}")
    strangers = {path for path in VENDOR.rglob("*") if path.is_file()} - expected
    return found + [f"{path.relative_to(VENDOR)}: not in the lock" for path in sorted(strangers)]


def fetch(package: dict) -> None:
    with tempfile.TemporaryDirectory() as place:
        wanted = f"{package['name']}@{package['version']}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=place, check=True)
        with tarfile.open(next(Path(place).glob("*.tgz"))) as archive:
            archive.extractall(place, filter="data")
        folder(package).mkdir(parents=True, exist_ok=True)
        for file in package["files"]:
            shutil.copyfile(
                Path(place, "package", file["path"]), folder(package) / Path(file["path"]).name
            )


def main() -> None:
    if "--fetch" in sys.argv:
        for package in json.loads(LOCK.read_text(encoding="utf-8")):
            fetch(package)
    found = differences()
    print("\n".join(found) or "vendored files are as the lock says")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
