"""The app of what every page shares."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Frame, language, preferences, errors, files, health."""

    name = "thuocdo.web.site"
    label = "site"
