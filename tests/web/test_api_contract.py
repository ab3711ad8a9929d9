"""What the API answers is what its document says, whatever it is asked."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as bounded
from schemathesis.specs.openapi.checks import positive_data_acceptance

from thuocdo.web.api.urls import api


def application(environ, start_response):
    """The site; looked up late, as its static folder is made with the database."""
    from thuocdo.web.wsgi import application

    return application(environ, start_response)


document = schemathesis.openapi.from_dict(api.get_openapi_schema())
document.app = application


@pytest.fixture
def unbounded(db, settings):
    """No limit of requests; and as for Django's test client, no request ends the transaction."""
    settings.API_RATE = ""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@document.parametrize()
@bounded(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_documented(case, unbounded):
    # A question may be well-formed and yet ask for a goal that has been reached: 400, and why.
    case.call_and_validate(
        headers={"Accept-Encoding": "identity"}, excluded_checks=[positive_data_acceptance]
    )
