"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite."""

import polars as pl
from django.db import connection, models

A_SLICE = 200_000


def insert(model: type[models.Model], table: pl.DataFrame) -> None:
    """Insert the rows of `table`, whose columns are columns of the model's table."""
    for part in table.iter_slices(A_SLICE):
        if connection.vendor == "postgresql":
            _copy(model, part)
        else:
            _insert(model, part)


def _columns(table: pl.DataFrame) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in table.columns)


def _copy(model: type[models.Model], table: pl.DataFrame) -> None:
    into = connection.ops.quote_name(model._meta.db_table)
    statement = f"COPY {into} ({_columns(table)}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(table.write_csv(include_header=False, quote_style="non_numeric"))


def _insert(model: type[models.Model], table: pl.DataFrame) -> None:
    into = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * table.width)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {into} ({_columns(table)}) VALUES ({marks})",
            table.rows(),
        )
