"""The app of published results."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Editions of scorebooks, units and definitions mirrored read-only, and their pages."""

    name = "thuocdo.web.results"
    label = "results"
