"""`thuocdo why`: the reasons of every number of a unit at a node."""

import typer

from thuocdo.cli.options import (
    AssumeSe,
    ConfidenceLevel,
    Data,
    Definitions,
    Index,
    Joint,
    NodeOption,
    Territory,
    Unit,
    Year,
    read_period,
)
from thuocdo.cli.show import say
from thuocdo.kernel.language import _

app = typer.Typer()


@app.command(help=_("Vì sao có số này: công thức với các giá trị, hạng, nhóm, nguồn."))
def why(
    index: Index,
    unit: Unit,
    year: Year,
    node: NodeOption = "",
    joint: Joint = None,
    assume_se: AssumeSe = None,
    level: ConfidenceLevel = 0.95,
    territory: Territory = None,
    data: Data = None,
    definitions: Definitions = None,
) -> None:
    """Print how the numbers of a unit came to be."""
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed
    from thuocdo.runs.why import table_digest, why_lines, why_of  # noqa: PLC0415

    known = runs.uncertainty_of(joint, assume_se, level)
    period = str(read_period(year))
    view = why_of(index, unit, period, node or "", known, definitions, data, territory)
    for line in why_lines(view, None if data else table_digest(view.head.framework)):
        typer.echo(line)
    say(*(f"• {note}" for note in runs.assumptions(known)))
