"""The trigger SQL of a tracked table, generated from its columns.

In: table and column names. Out: SQL text, which `manage.py write_history_triggers` puts into a
migration; a test compares what the database holds with what this would write today. Pure.

One statement-level AFTER trigger an operation copies the changed rows from the transition
tables, so that every path that PostgreSQL knows leaves history: ORM, bulk, COPY, MERGE, psql.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent

from history.vacuum import grows_only

HEADER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$"


@dataclass(frozen=True, slots=True)
class TrackedTable:
    """What the triggers of one table need to know; `columns` in the order of the model's fields.

    `partial`: the table has columns that history leaves out (a token's last use). An UPDATE of
    those alone takes no lock and leaves no row. `loose`: columns whose equal values may differ as
    stored (84 and 84.0 in a numrange), compared as text. `first_names`: the historical column of
    each column that was renamed since; `changed` names columns as history does.
    """

    table: str
    historical: str
    key: str
    columns: tuple[str, ...]
    fixed: tuple[str, ...]
    partial: bool = False
    loose: frozenset[str] = frozenset()
    first_names: Mapping[str, str] = field(default_factory=dict)

    def kept_as(self, column: str) -> str:
        """The historical column that holds a column's values."""
        return self.first_names.get(column, column)


def function_bodies(tracked: TrackedTable) -> dict[str, str]:
    """The bodies of the three trigger functions, by function name."""
    return {
        f"{tracked.table}_record_insert": _body(tracked, "+", "new_rows n", "'{}'::text[]"),
        f"{tracked.table}_record_update": _body(
            tracked,
            "~",
            f"new_rows n JOIN old_rows o USING ({_quoted(tracked.key)})",
            _differing(tracked),
        ),
        f"{tracked.table}_record_delete": _body(tracked, "-", "old_rows n", "'{}'::text[]"),
    }


def install(tracked: TrackedTable) -> str:
    """Everything that makes a table tracked: functions, triggers, refusals, vacuuming, hashing."""
    hashed = f"SELECT public.history_plan_hashes('{tracked.historical}');"
    return f"{grows_only(tracked.historical)}\n\n{hashed}\n\n{triggering(tracked)}"


def hashing_function(historical: str) -> str:
    """What hashes a historical table's rows for the seal (history_plan_hashes makes it)."""
    return f"{historical}_hashes(bigint, integer)"


def triggering(tracked: TrackedTable) -> str:
    """The functions and triggers that record a table and refuse what may not be."""
    parts = [_function(name, body) for name, body in function_bodies(tracked).items()]
    parts += [
        f"CREATE OR REPLACE TRIGGER {name} {when} ON public.{table}\n{action};\n"
        f"ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name};"
        for name, table, when, action in _triggers(tracked)
    ]
    names = ", ".join(f"public.{name}()" for name in function_bodies(tracked))
    parts.append(f"REVOKE EXECUTE ON FUNCTION {names} FROM PUBLIC;")
    return "\n\n".join(parts) + "\n"


def triggered_by(sql: str, table: str) -> str:
    """What a text of migrations last said under `triggering` of a table; "" if nothing."""
    first, last = f"FUNCTION public.{table}_record_insert()", f"public.{table}_record_delete()"
    begins = re.escape(f"CREATE OR REPLACE {first} RETURNS")
    ends = f"REVOKE EXECUTE ON {re.escape(first)}[^;]*{re.escape(last)} FROM PUBLIC;\n"
    found = re.findall(f"^{begins}.*?^{ends}", sql, re.DOTALL | re.MULTILINE)
    return str(found[-1]) if found else ""


def trigger_names(tracked: TrackedTable) -> dict[str, set[str]]:
    """The triggers a tracked table and its historical table must carry, by table."""
    names: dict[str, set[str]] = {}
    for name, table, _, _ in _triggers(tracked):
        names.setdefault(table, set()).add(name)
    return names


def _triggers(tracked: TrackedTable) -> list[tuple[str, str, str, str]]:
    table, historical = tracked.table, tracked.historical
    changed = " OR ".join(_differ(tracked, column, "OLD", "NEW") for column in tracked.fixed)

    def record(operation: str, transition: str) -> tuple[str, str, str, str]:
        name = f"{table}_record_{operation}"
        action = f"REFERENCING {transition}\nFOR EACH STATEMENT EXECUTE FUNCTION public.{name}()"
        return name, table, f"AFTER {operation.upper()}", action

    def refuse(reason: str, level: str = "STATEMENT", condition: str = "") -> str:
        when = f" WHEN ({condition})" if condition else ""
        return f"FOR EACH {level}{when} EXECUTE FUNCTION public.history_refuse('{reason}')"

    return [
        (
            f"{table}_before_write",
            table,
            f"BEFORE INSERT OR DELETE OR UPDATE{_of_columns(tracked)}",
            "FOR EACH STATEMENT EXECUTE FUNCTION public.history_before_write()",
        ),
        record("insert", "NEW TABLE AS new_rows"),
        record("update", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        record("delete", "OLD TABLE AS old_rows"),
        (
            f"{table}_fixed_columns",
            table,
            "BEFORE UPDATE",
            refuse(f"never changed: {', '.join(tracked.fixed)}", "ROW", changed),
        ),
        (f"{table}_no_truncate", table, "BEFORE TRUNCATE", refuse("nothing is deleted")),
        (
            f"{historical}_insert_only",
            historical,
            "BEFORE UPDATE OR DELETE OR TRUNCATE",
            refuse("history only grows"),
        ),
    ]


def _body(tracked: TrackedTable, history_type: str, rows: str, changed: str) -> str:
    columns = ", ".join(_quoted(tracked.kept_as(column)) for column in tracked.columns)
    values = ", ".join(f"n.{_quoted(column)}" for column in tracked.columns)
    anything = f"SELECT FROM {'old_rows' if history_type == '-' else 'new_rows'}"
    if tracked.partial and history_type == "~":
        anything = f"SELECT FROM {rows} WHERE {_any_differs(tracked)}"
    return dedent(
        """
        DECLARE
            entry bigint;
            written_at timestamptz;
        BEGIN
            IF NOT EXISTS ({anything}) THEN
                RETURN NULL;
            END IF;
            SELECT position INTO STRICT entry FROM public.history_entry WHERE recorded_at IS NULL;
            SELECT greatest(
                clock_timestamp(),
                (SELECT history_date + interval '1 microsecond' FROM public.{historical}
                 ORDER BY history_id DESC LIMIT 1)
            ) INTO written_at;
            INSERT INTO public.{historical}
                (history_id, history_date, history_type, position, changed, salt, {columns})
            SELECT nextval('public.history_row_id'), written_at, '{history_type}', entry, c.changed,
                   uuid_send(gen_random_uuid()), {values}
            FROM {rows}
            CROSS JOIN LATERAL (SELECT {changed} AS changed) c{condition};
            IF FOUND THEN
                PERFORM public.history_note_table('{historical}');
            END IF;
            RETURN NULL;
        END
        """
    ).format(
        anything=anything,
        historical=tracked.historical,
        columns=columns,
        history_type=history_type,
        values=values,
        rows=rows,
        changed=changed,
        condition="\n    WHERE cardinality(c.changed) > 0" if history_type == "~" else "",
    )


def _differing(tracked: TrackedTable) -> str:
    cases = ",\n        ".join(
        f"CASE WHEN {_differ(tracked, column, 'n', 'o')} THEN '{tracked.kept_as(column)}' END"
        for column in tracked.columns
        if column != tracked.key
    )
    return f"array_remove(ARRAY[\n        {cases}\n    ], NULL)"


def _any_differs(tracked: TrackedTable) -> str:
    return " OR ".join(
        _differ(tracked, column, "n", "o") for column in tracked.columns if column != tracked.key
    )


def _differ(tracked: TrackedTable, column: str, one: str, other: str) -> str:
    cast = "::text" if column in tracked.loose else ""
    name = f"{_quoted(column)}{cast}"
    return f"{one}.{name} IS DISTINCT FROM {other}.{name}"


def _of_columns(tracked: TrackedTable) -> str:
    if not tracked.partial:
        return ""
    return " OF " + ", ".join(_quoted(column) for column in tracked.columns)


def _function(name: str, body: str) -> str:
    return f"CREATE OR REPLACE FUNCTION public.{name}() RETURNS trigger\n{HEADER}{body}$body$;"


def _quoted(column: str) -> str:
    return f'"{column}"'
