"""The site's settings for tests: a data folder of their own, no TLS."""

import atexit
import os
import shutil
import tempfile

# Each process of a parallel run has a folder of its own, and so a database.
worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
if not os.environ.get("THUOCDO_TEST_DATA", "").endswith(f"-{worker}"):
    os.environ["THUOCDO_TEST_DATA"] = tempfile.mkdtemp(prefix="thuocdo-", suffix=f"-{worker}")
    atexit.register(shutil.rmtree, os.environ["THUOCDO_TEST_DATA"], ignore_errors=True)
os.environ["THUOCDO_DATA"] = os.environ["THUOCDO_TEST_DATA"]
os.environ["THUOCDO_HTTPS"] = "0"
os.environ.pop("DATABASE_URL", None)

from thuocdo.web.settings import *  # noqa: E402, F403

# Playwright's synchronous calls run inside an event loop of their own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
