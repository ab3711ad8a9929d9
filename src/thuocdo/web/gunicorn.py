"""How gunicorn serves the site.

gunicorn --config python:thuocdo.web.gunicorn thuocdo.web.wsgi
"""

import os

bind = os.environ.get("THUOCDO_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("THUOCDO_WORKERS", "2"))
threads = int(os.environ.get("THUOCDO_THREADS", "4"))
worker_class = "gthread"
keepalive = 5
timeout = 60
max_requests = 20_000  # a worker that has leaked starts afresh
max_requests_jitter = 2_000
preload_app = True
accesslog = "-" if os.environ.get("THUOCDO_ACCESS_LOG") else None
control_socket_disable = True


def post_worker_init(worker) -> None:
    """Read the units before the first request. Not before the fork: the table library that
    reads them has threads, which a fork does not carry over.
    """
    from thuocdo.kernel import Level  # noqa: PLC0415
    from thuocdo.units import registry  # noqa: PLC0415

    for level in Level:
        registry().ledger(level)
