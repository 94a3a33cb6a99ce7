"""What stands in the database around the record: functions, triggers, columns, constraints.

In: nothing but the catalogue. Out: one line of text for each thing, by table and name, to compare
with `installed.json`, which holds what the migrations install (`manage.py write_installed`; a test
holds the two together).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from django.apps import apps

from history.triggers import tracked_tables
from history.verification.faults import Fault
from history.verification.reading import run

MANIFEST = Path(__file__).with_name("installed.json")
NO_TABLE = ""  # what belongs to no table: functions
ENABLED = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}

Installed = dict[str, dict[str, str]]
"""By table, by kind and name, what it is."""

# Extensions bring functions of their own; whatever else lies in public could be called in place
# of PostgreSQL's, by a closer match of types.
FUNCTIONS = """
    SELECT format('function %s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)),
           CASE WHEN p.prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) ELSE p.prosrc END
    FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                      AND d.objid = p.oid AND d.deptype = 'e')
"""
# Each gives the table's oid, kind and name, and what it is.
OF_TABLES = (
    """
    SELECT oid, 'table', concat_ws(' ',
        CASE relkind WHEN 'r' THEN 'ordinary' ELSE concat('of kind ', relkind) END,
        CASE relpersistence WHEN 'p' THEN 'permanent' ELSE 'lost in a crash' END,
        CASE WHEN relrowsecurity THEN 'with row security' END)
    FROM pg_class
    """,
    """
    SELECT attrelid, 'column ' || attname, concat_ws(' ', format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN 'not null' END,
        CASE WHEN attgenerated <> '' THEN 'generated' END)
    FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
    """,
    """
    SELECT conrelid, 'constraint ' || conname, concat_ws(' ',
        CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check'
            WHEN 'f' THEN 'foreign key' ELSE contype::text END,
        CASE WHEN NOT convalidated THEN 'not valid' END,
        CASE WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgconstraint = n.oid
                          AND t.tgisinternal AND t.tgenabled = 'D') THEN 'not enforced' END)
    FROM pg_constraint n WHERE contype NOT IN ('n', 't')
    """,
    """
    SELECT i.indrelid, 'unique index ' || c.relname,
        CASE WHEN i.indisvalid THEN 'valid' ELSE 'not valid' END
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indisunique
    """,
    """
    SELECT tgrelid, 'trigger ' || tgname, concat(tgenabled, ' ', pg_get_triggerdef(oid))
    FROM pg_trigger WHERE NOT tgisinternal
    """,
    "SELECT ev_class, 'rule ' || rulename, pg_get_ruledef(oid) FROM pg_rewrite",
    "SELECT polrelid, 'policy ' || polname, 'row security' FROM pg_policy",
    "SELECT inhparent, concat('child ', inhrelid::regclass), 'inherits' FROM pg_inherits",
    "SELECT inhrelid, concat('parent ', inhparent::regclass), 'inherits' FROM pg_inherits",
)


def guarded_tables() -> list[str]:
    """The tables of the record: live, historical, the ledger's own."""
    ledger = [model._meta.db_table for model in apps.get_app_config("history").get_models()]
    tracked = tracked_tables()
    return sorted({*ledger, *(t.table for t in tracked), *(t.historical for t in tracked)})


def standing() -> Installed:
    """What stands in the database now; run it in a verification's snapshot."""
    tables = guarded_tables()
    found: Installed = {NO_TABLE: {name: _digest(body) for name, body in run(FUNCTIONS)}}
    oids = dict(
        run(
            "SELECT oid::bigint, relname FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)",
            [tables],
        )
    )
    found |= {table: {} for table in oids.values()}
    for query in OF_TABLES:
        for oid, name, what in run(
            f"SELECT * FROM ({query}) q(t, n, w) WHERE t::bigint = ANY(%s)",  # noqa: S608
            [list(oids)],
        ):
            found[oids[oid]][name] = _described(name, what)
    return found


def manifest() -> Installed:
    """What the migrations install."""
    read: Installed = json.loads(MANIFEST.read_text())
    return read


def manifest_text(installed: Installed) -> str:
    return json.dumps(installed, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def installation_faults(expected: Installed, found: Installed) -> Iterator[Fault]:
    """Where what stands is not what was installed: missing, another, or not asked for."""
    for table in sorted(expected.keys() | found.keys()):
        if table not in found:
            yield Fault("table_missing", "a table is missing", table)
        else:
            yield from _of_table(table, expected.get(table, {}), found[table])


def _of_table(table: str, expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Fault]:
    for name in sorted(expected.keys() | found.keys()):
        was, now = expected.get(name, ""), found.get(name, "")
        if was == now:
            continue
        kind = name.partition(" ")[0] if not name.startswith("unique") else "index"
        if not now:
            code, what = f"{kind}_missing", f"{name} is missing"
        elif not was:
            code, what = f"{kind}_stray", f"{name} is not of the migrations' making"
        elif kind == "trigger" and was.partition(": ")[2] == now.partition(": ")[2]:
            code, what = "trigger_disabled", f"{name} does not always fire"
        else:
            code, what = f"{kind}_differs", f"{name} is not what the migrations install"
        column = name.partition(" ")[2] if kind == "column" else ""
        yield Fault(code, what, table, column=column, expected=was, found=now)


def _described(name: str, what: str) -> str:
    if not name.startswith("trigger"):
        return what
    enabled, _, definition = what.partition(" ")
    return f"{ENABLED[enabled]}: {definition}"


def _digest(body: str) -> str:
    return f"sha256 {sha256(body.encode()).hexdigest()}"
