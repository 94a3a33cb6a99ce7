"""Changes read and told: of one kind of record, each against the row before it of its record.

In: SQL that picks historical rows. Out: `Change`s, in no order. One statement, whatever the
number of rows; what they are about is read with them, where that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from history.telling import CHANGED
from history.telling_rows import Change, teller_of

Sql = tuple[str, Sequence[Any]]

# The row before each that was changed: one descent of the index by record. Within a record
# history_ids grow with positions. Links that are followed never change, so that the row before
# leads where the row itself does.
PICKED = """
    WITH picked AS MATERIALIZED ({picked}),
    told AS (
        SELECT NULL::bigint AS before, h.* FROM picked h
        UNION ALL
        SELECT p.history_id, b.* FROM picked p CROSS JOIN LATERAL (
            SELECT * FROM {table} b
            WHERE b.id = p.id AND b.position <= p.position AND b.history_id < p.history_id
            ORDER BY b.position DESC, b.history_id DESC LIMIT 1
        ) b WHERE p.history_type = '{changed}'
    ){linked}
    SELECT h.before, {columns} FROM told h {joins}
"""


def changes_of(
    model: type[models.Model], picked: Sql, *, about: bool = True, written: bool = False
) -> list[Change]:
    """The changes that these rows are; `picked` selects them whole from the historical table.

    `about`: say what each is about. `written`: the fields of what was created as JSON.
    """
    query, parameters = picked
    teller = teller_of(model)
    with connection.cursor() as cursor:
        cursor.execute(PICKED.format(picked=query, **_parts(model, about)), parameters)
        return teller.changes(cursor.fetchall(), about=about, written=written)


@cache
def _parts(model: type[models.Model], about: bool) -> dict[str, str]:
    """What the statement says of a kind of record, made once."""
    teller = teller_of(model)
    followed = teller.followed(about=about)
    return {
        "table": teller.table,
        "changed": CHANGED,
        "linked": "".join(f", {links.table('picked')}" for links in followed),
        "columns": teller.select(about=about),
        "joins": " ".join(links.join() for links in followed),
    }
