"""Staged rows in, those that a CHECK of the database would refuse out, with the rule's own words.

Asked of every batch before it goes on record, so that one line is refused and not the import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.refusals import Fault
from claims.importing.staging import MODELS, run
from history.constraints import rule_of


def refused_records(kind: str, ids: Sequence[UUID]) -> dict[int, list[Fault]]:
    """The lines whose staged record a CHECK of its table refuses, and why."""
    table = MODELS[kind]._meta.db_table
    staged = "SELECT line AS of_line, row AS content FROM public.claims_stagedrecord"
    filled = f"jsonb_populate_record(NULL::public.{table}, given.content)"
    source = f"({staged} WHERE id = ANY(%s)) given, {filled}"
    return _broken(table, "given.of_line", source, "true", [ids]) if ids else {}


def refused_statements(import_id: UUID, first: int, last: int) -> dict[int, list[Fault]]:
    """The same of staged statements, by the CHECKs of claims_revision."""
    condition = "import_id = %s AND line BETWEEN %s AND %s"
    return _broken(
        "claims_revision", "line", "public.claims_stagedrevision", condition,
        [import_id, first, last],
    )  # fmt: skip


def _broken(
    table: str, line: str, source: str, condition: str, parameters: list[Any]
) -> dict[int, list[Fault]]:
    checks = _checks(table)
    if not checks:
        return {}
    listed = ", ".join(f"CASE WHEN ({expression}) IS FALSE THEN %s END" for _, expression in checks)
    broken = f"array_remove(ARRAY[{listed}], NULL)"
    names = [name for name, _ in checks]
    # OFFSET 0: each CHECK is looked at once. `%` of an expression is doubled in _checks.
    rows = f"SELECT {line} AS line, {broken} AS broken FROM {source} WHERE {condition} OFFSET 0"  # noqa: S608
    query = f"SELECT line, broken FROM ({rows}) r WHERE cardinality(broken) > 0"  # noqa: S608
    found = run(query, [*names, *parameters])
    return {number: [_fault(name) for name in broken] for number, broken in found}


def _checks(table: str) -> list[tuple[str, str]]:
    """The CHECK constraints of a table: name and expression over its columns."""
    return [
        (name, expression.replace("%", "%%"))
        for name, expression in run(
            "SELECT conname::text, pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass ORDER BY conname",
            [f"public.{table}"],
        )
    ]


def _fault(name: str) -> Fault:
    rule = rule_of(name)
    return Fault(f"/{rule.field}" if rule.field else "", rule.code, rule.words)
