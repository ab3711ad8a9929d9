"""The shape of a file that says who answers for which node, as it is typed in YAML.

Nodes belong to functions (chức năng), functions are held by agencies from a day on: a
reorganisation is one more dated entry, and no node has to be touched.
"""

from datetime import date

from pydantic import Field

from thuocdo.catalog.documents import Code, Document, Label, Slug, Sourced, Text
from thuocdo.kernel.tables import Certainty


class Agency(Document):
    """An agency (cơ quan) by the name that it bears."""

    label: Label
    source: Text
    status: Certainty
    note: str | None = None


class Holder(Sourced):
    """Who holds a function from a day on; nobody where `agency` is left out."""

    agency: Slug | None = None


class Function(Document):
    """Something that an agency of the province is there for."""

    label: Label
    held_by: dict[date, Holder]


class Duty(Sourced):
    """The functions that lead the work on a node, and those that support it."""

    lead: list[Slug]
    support: list[Slug] = Field(default_factory=list)


class DutiesDocument(Document):
    """The duties for one framework: `definitions/responsibility/<framework>.yaml`.

    A province's own file has the same shape and says only what differs.
    """

    framework: Slug
    source: Text
    status: Certainty
    note: str | None = None
    agencies: dict[Slug, Agency] = Field(default_factory=dict)
    functions: dict[Slug, Function] = Field(default_factory=dict)
    duties: dict[Code, dict[date, Duty]] = Field(default_factory=dict)
