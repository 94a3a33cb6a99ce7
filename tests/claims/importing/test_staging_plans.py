"""What a line follows is found by its own index, whatever the planner takes the staging table for.

Autovacuum looks at it when an import has ended and its rows are gone: the planner takes it for
empty then, and any index for good.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection

from claims.importing import Import
from claims.importing.reading import Line
from claims.importing.standing import LAST_BEFORE
from tests.claims.importing.test_importing import CATALOGUE, said

STATED = 300
SCAN = re.compile(r"using (claims_staged\w+) on \w+.*?Index Cond: \((.*?)\)\n", re.DOTALL)


def _imported(first: int, explain: list[str] | None = None) -> None:
    lines = [*CATALOGUE, *(said(str(n), n) for n in range(first, first + STATED))]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if explain is not None and sql == LAST_BEFORE:
            execute(f"EXPLAIN {sql}", params, many, context)
            explain.append("\n".join(row for (row,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        Import(by=None, reason="", channel="import").run(
            Line(n, line) for n, line in enumerate(lines, 1)
        )


def test_a_line_finds_what_it_follows_without_reading_the_import(owner_db):
    _imported(0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE public.claims_stagedrevision")
        cursor.execute(
            "SELECT reltuples, relpages > 9 FROM pg_class WHERE relname = 'claims_stagedrevision'"
        )
        assert cursor.fetchone() == (0, True)
    plans: list[str] = []

    _imported(STATED, plans)

    [plan] = plans
    found = {(index, condition.split(" = ")[0]) for index, condition in SCAN.findall(plan)}
    assert found == {
        ("claims_stagedrevision_line", "(import_id"),
        ("claims_stagedrevision_claim", "(claim_id"),
        ("claims_stagedrevision_supersedes", "supersedes_id"),
        ("claims_stagedrevision_pkey", "id"),
    }
    assert plan.count("claims_stagedrevision_line") == 1  # the line itself
