"""The stamp of what the site shows."""

from django.db import models


class Stamp(models.Model):
    """One row: a word that is new whenever something that pages show was published."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    word = models.CharField(max_length=40)
