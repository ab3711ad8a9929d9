"""The site's settings with one address more."""

from thuocdo.web.settings import *  # noqa: F403

ROOT_URLCONF = "empty_view.urls"
