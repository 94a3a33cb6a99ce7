"""What the service role is given, as SQL: exactly its rights, whatever it held before.

In: the role's name, what there is to give rights on, which rights. Out: statements, for the owner
to run in one transaction. Pure; which rights each table takes is history/rights.py's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

READ = frozenset({"SELECT"})
APPEND = READ | {"INSERT"}
EDIT = APPEND | {"UPDATE"}
EVERYTHING = EDIT | {"DELETE"}
TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is in the schema public and belongs to the owner; functions with their arguments."""

    database: str
    tables: frozenset[str] = frozenset()
    sequences: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rights:
    """What the service may do: with each table by name, and which functions it may call by name.

    Functions that run as whoever calls them are everybody's; these run as the owner.
    """

    tables: Mapping[str, frozenset[str]]
    functions: frozenset[str] = field(default=frozenset({"history_open", "history_seal"}))


def statements(role: str, rights: Rights, there: Holdings) -> list[str]:
    """Take everything from the role, then give it its rights on what there is.

    No sequence: identity columns need no right on theirs, and history's numbers are history's.
    """
    return [
        *on_database(role, there.database),
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {quoted(role)}",
        f"GRANT USAGE ON SCHEMA public TO {quoted(role)}",
        *_revoke_all(role, "TABLE", map(_public, there.tables)),
        *_revoke_all(role, "SEQUENCE", map(_public, there.sequences)),
        *(f"REVOKE ALL ON FUNCTION {name} FROM {quoted(role)}" for name in sorted(there.functions)),
        *(
            f"GRANT {_listed(rights.tables[table])} ON TABLE {_public(table)} TO {quoted(role)}"
            for table in sorted(there.tables & rights.tables.keys())
            if rights.tables[table]
        ),
        *(
            f"GRANT EXECUTE ON FUNCTION {function} TO {quoted(role)}"
            for function in sorted(there.functions)
            if name_of(function) in rights.functions
        ),
    ]


def on_database(role: str, database: str) -> list[str]:
    """The database's own rights, which a copy of it does not inherit: to connect, nothing else.

    No temporary tables: they come first in a search path that forgets to say otherwise.
    """
    return [
        f"REVOKE TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC",
        f"REVOKE ALL ON DATABASE {quoted(database)} FROM {quoted(role)}",
        f"GRANT CONNECT ON DATABASE {quoted(database)} TO {quoted(role)}",
    ]


def name_of(function: str) -> str:
    """The bare name of `public.history_seal(bigint)`."""
    return function.partition("(")[0].rpartition(".")[2]


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _public(name: str) -> str:
    return f"public.{quoted(name)}"


def _revoke_all(role: str, kind: str, names: Iterable[str]) -> list[str]:
    return [f"REVOKE ALL ON {kind} {name} FROM PUBLIC, {quoted(role)}" for name in sorted(names)]


def _listed(rights: frozenset[str]) -> str:
    return ", ".join(right for right in TABLE_RIGHTS if right in rights)
