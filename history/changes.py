"""Changes read and told: of one kind of record, each against the row before it of its record.

In: SQL that picks historical rows. Out: `Change`s, or their `Line`s, in no order. One statement or
two, whatever the number of rows; what they are about is read with them, where that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from history.telling import CHANGED
from history.telling_rows import Change, Line, teller_of
from history.told_fields import HISTORY_ID, KIND, Row

Sql = tuple[str, Sequence[Any]]

PICKED = """
    WITH picked AS MATERIALIZED ({picked}), told AS ({told}){linked}
    SELECT h.before, {columns} FROM told h {joins}
"""
THEMSELVES = "SELECT NULL::bigint AS before, h.* FROM picked h"
# The row before each that was changed: one descent of the index by record. Within a record
# history_ids grow with positions; compared one by one they cost, as the planner sees it, as much as
# a part of the index does. Links that are followed never change, so that the row before leads
# where the row itself does.
BEFORE = """
    SELECT p.history_id AS before, b.* FROM picked p CROSS JOIN LATERAL (
        SELECT * FROM {table} b
        WHERE b.id = p.id AND (b.position, b.history_id) < (p.position, p.history_id)
        ORDER BY b.position DESC, b.history_id DESC LIMIT 1
    ) b WHERE p.history_type = '{changed}'
"""
BY_KEY = "SELECT h.* FROM {table} h WHERE h.history_id = ANY(%s)"


def changes_of(
    model: type[models.Model],
    picked: Sql,
    *,
    about: bool = True,
    written: bool = False,
    mostly_new: bool = False,
) -> list[Change]:
    """The changes that these rows are; `picked` selects them whole from the historical table.

    `about`: say what each is about. `written`: the fields of what was created as JSON.
    `mostly_new`: ask for rows before in a statement of its own, where anything was changed; it is
    half of what the planner has to think about.
    """
    teller, parts = teller_of(model), _parts(model, about)
    if not mostly_new:
        return teller.changes(_read_both(picked, parts), about=about, written=written)
    rows = _read(picked, THEMSELVES, parts)
    changed = [row[HISTORY_ID] for row in rows if row[KIND] == CHANGED]
    if changed:
        rows += _read((parts["by_key"], [changed]), parts["before"], parts)
    return teller.changes(rows, about=about, written=written)


def own_columns(model: type[models.Model], row: str) -> list[str]:
    """What is selected of a row of history that `changes_among` tells."""
    teller = teller_of(model)
    if teller.followed(about=False):
        raise ValueError(f"{model.__name__}: its changes show what lies behind its links")
    return teller.own(row)


def changes_among(
    model: type[models.Model], rows: Sequence[Row], *, written: bool = False
) -> list[Change]:
    """The changes that rows read by the caller are, without what each is about.

    Of each `before`, whose row before it is (None: a change itself), then `own_columns`.
    """
    return teller_of(model).changes(rows, about=False, written=written)


def lines_of(model: type[models.Model], picked: Sql) -> list[Line]:
    """The same changes as a feed shows them, written, with what each is about."""
    return teller_of(model).lines(_read_both(picked, _parts(model, True)))


def _read_both(picked: Sql, parts: Mapping[str, str]) -> list[Row]:
    return _read(picked, f"{THEMSELVES} UNION ALL {parts['before']}", parts)


def _read(picked: Sql, told: str, parts: Mapping[str, str]) -> list[Row]:
    query, parameters = picked
    with connection.cursor() as cursor:
        cursor.execute(PICKED.format(picked=query, told=told, **parts), parameters)
        return list(cursor.fetchall())


@cache
def _parts(model: type[models.Model], about: bool) -> dict[str, str]:
    """What the statements say of a kind of record, made once."""
    teller = teller_of(model)
    followed = teller.followed(about=about)
    return {
        "before": BEFORE.format(table=teller.table, changed=CHANGED),
        "by_key": BY_KEY.format(table=teller.table),
        "linked": "".join(f", {links.tables('picked')}" for links in followed),
        "columns": teller.select(about=about),
        "joins": " ".join(links.joins() for links in followed),
    }
