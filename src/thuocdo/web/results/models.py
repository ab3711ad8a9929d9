"""What is published: mirrors of the units and definitions, editions of scorebooks, their rows.

Units and definitions live in YAML; their tables here are copies for searching and joining,
written by `mirror` alone. Scores are written by `publish` alone.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Unit(models.Model):
    """An administrative unit as it was from a certain day (see `units.Unit`)."""

    id = models.CharField(primary_key=True, max_length=16)  # 24@2025-07-01
    slug = models.CharField(max_length=90, unique=True)
    code = models.CharField(max_length=5)
    level = models.CharField(max_length=10)
    name = models.CharField(max_length=80)
    official_name = models.CharField(max_length=120)
    parents = models.CharField(max_length=200)
    folded = models.CharField(max_length=400)  # all its names without accents, “|” around each
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["level", "code"])]


class Succession(models.Model):
    """What became of (a part of) a unit, where anything changed hands."""

    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, models.CASCADE, related_name="origins")
    on = models.DateField()
    relation = models.CharField(max_length=10)
    population_share = models.FloatField(null=True)
    area_share = models.FloatField(null=True)
    status = models.CharField(max_length=12)


class Framework(models.Model):
    """A set of indices with a published edition."""

    name = models.CharField(primary_key=True, max_length=60)
    abbreviation = models.CharField(max_length=60)
    label_vi = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True)
    owner_vi = models.CharField(max_length=300)
    owner_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()


class Node(models.Model):
    """A node of a framework in some period, with the periods it was in force."""

    path = models.CharField(primary_key=True, max_length=120)  # papi/2.3
    framework = models.ForeignKey(Framework, models.CASCADE, related_name="nodes")
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=40)
    label_vi = models.CharField(max_length=400)
    label_en = models.CharField(max_length=400, blank=True)
    first_period = models.CharField(max_length=10)
    last_period = models.CharField(max_length=10)
    position = models.PositiveIntegerField()


class Edition(models.Model):
    """One publication of a framework's scorebook on a territory, never changed afterwards.

    `territory` is empty for the units as they were in each period, else the day whose units
    the scores were carried over to. `notice` says what the numbers rest on (a simulation, an
    assumption), `level` is the confidence of the ranges of ranks.
    """

    framework = models.CharField(max_length=60)
    territory = models.DateField(null=True)
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=False)
    published_at = models.DateTimeField(auto_now_add=True)
    code_version = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    scorebook = models.FileField(max_length=200)
    measurements = models.FileField(max_length=200)
    periods = models.JSONField()
    source = models.JSONField()
    notice = models.TextField(blank=True)
    level = models.FloatField(default=0.95)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "territory"],
                condition=Q(current=True),
                nulls_distinct=False,
                name="one_current_edition",
            ),
            models.UniqueConstraint(
                fields=["framework", "territory", "number"],
                nulls_distinct=False,
                name="editions_are_numbered",
            ),
        ]

    @property
    def published_on(self) -> date:
        """The day of publication in Vietnam."""
        return timezone.localdate(self.published_at)


class Score(models.Model):
    """A row of a scorebook. Columns as in `kernel.tables.SCOREBOOK`; `unit` is a `Unit.id`
    (the token itself in a framework of free units).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, db_index=False)
    node = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    unit_name = models.CharField(max_length=120)
    period = models.CharField(max_length=10)
    score = models.FloatField(null=True)
    se = models.FloatField(null=True)
    max_score = models.FloatField(null=True)
    lost_points = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    ranked_units = models.PositiveIntegerField(null=True)
    group = models.CharField(max_length=40, null=True)
    region = models.CharField(max_length=40, null=True)
    region_rank = models.PositiveIntegerField(null=True)
    region_size = models.PositiveIntegerField(null=True)
    previous_score = models.FloatField(null=True)
    change = models.FloatField(null=True)
    change_comparable = models.BooleanField(null=True)
    change_significant = models.BooleanField(null=True)
    rank_change = models.IntegerField(null=True)
    status = models.CharField(max_length=14)

    class Meta:
        indexes = [
            models.Index(fields=["edition", "period", "node", "rank"], name="score_by_node"),
            models.Index(fields=["edition", "unit", "period"], name="score_by_unit"),
        ]


class Correction(models.Model):
    """A published number that another edition changed. Empty: there was none, or withheld."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="corrections")
    node = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)
    unit_name = models.CharField(max_length=120)
    period = models.CharField(max_length=10)
    old_score = models.FloatField(null=True)
    new_score = models.FloatField(null=True)
    old_rank = models.PositiveIntegerField(null=True)
    new_rank = models.PositiveIntegerField(null=True)
