"""Where what a service role may do in the database as it stands is not what it should.

In: the role's name. Out: sentences, one a fault, none when all is well. Reads the catalogue only,
so any role may ask. What counts is what the role may do by any role it is, or can become.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from history.grants import TABLE_RIGHTS
from history.rights import role_exists, run, service_rights

ATTRIBUTES = (
    "is a superuser",
    "may make roles",
    "may make databases",
    "may replicate",
    "may pass row security by",
)
OF_THE_ROLE = """
    SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
    FROM pg_roles
    WHERE pg_has_role(%(role)s, oid, 'MEMBER') ORDER BY rolname <> %(role)s, rolname
"""
# Of the tables of the ledger's owner: what an extension put beside them is not ours to judge.
ON_TABLES = """
    SELECT c.relname::text, array_agg(DISTINCT p.name)
    FROM pg_class c, unnest(%(rights)s::text[]) AS p(name), pg_roles b
    WHERE pg_has_role(%(role)s, b.oid, 'MEMBER')
      AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND c.relowner = (
          SELECT relowner FROM pg_class WHERE oid = to_regclass('public.history_entry')
      )
      AND CASE WHEN p.name IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
               THEN has_any_column_privilege(b.oid, c.oid, p.name)
               ELSE has_table_privilege(b.oid, c.oid, p.name) END
    GROUP BY c.relname
"""
ON_SEQUENCES = """
    SELECT DISTINCT c.relname::text FROM pg_class c, pg_roles b
    WHERE pg_has_role(%(role)s, b.oid, 'MEMBER')
      AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
      AND (has_sequence_privilege(b.oid, c.oid, 'USAGE')
           OR has_sequence_privilege(b.oid, c.oid, 'UPDATE'))
    ORDER BY 1
"""
ON_FUNCTIONS = """
    SELECT DISTINCT p.proname::text FROM pg_proc p, pg_roles b
    WHERE pg_has_role(%(role)s, b.oid, 'MEMBER')
      AND p.pronamespace = 'public'::regnamespace AND p.prosecdef
      AND has_function_privilege(b.oid, p.oid, 'EXECUTE')
"""
ELSEWHERE = """
    SELECT bool_or(has_database_privilege(b.oid, current_database(), 'TEMP')),
           bool_or(has_database_privilege(b.oid, current_database(), 'CREATE')),
           bool_or(has_schema_privilege(b.oid, 'public', 'CREATE')),
           EXISTS (
               SELECT FROM pg_shdepend d
               WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o'
                 AND pg_has_role(%(role)s, d.refobjid, 'MEMBER')
                 AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
           )
    FROM pg_roles b WHERE pg_has_role(%(role)s, b.oid, 'MEMBER')
"""
ELSEWHERE_WORDS = (
    "may make temporary tables",
    "may make schemas",
    "may make tables in the schema public",
    "owns something in this database",
)


LACKING = """
    SELECT w.name, w.may FROM unnest(%(tables)s::text[], %(rights)s::text[]) AS w(name, may)
    CROSS JOIN LATERAL (SELECT to_regclass(format('public.%%I', w.name)) AS relation) t
    WHERE relation IS NULL OR NOT CASE
        WHEN w.may IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
        THEN has_any_column_privilege(relation, w.may)
        ELSE has_table_privilege(relation, w.may) END
    UNION ALL
    SELECT p.proname::text, 'EXECUTE' FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY(%(functions)s)
      AND NOT has_function_privilege(p.oid, 'EXECUTE')
    ORDER BY 1, 2
"""


def lacking() -> list[str]:
    """What the role we are may not do, and should, as "INSERT on claims_claim"; one query.

    A table that isn't there is one on which nothing may be done.
    """
    wanted = service_rights()
    pairs = [(name, right) for name, rights in wanted.tables.items() for right in rights]
    parameters = {
        "tables": [name for name, _ in pairs],
        "rights": [right for _, right in pairs],
        "functions": list(wanted.functions),
    }
    return [f"{right} on {name}" for name, right in run(LACKING, parameters)]


def owns_the_ledger() -> bool:
    """Whether the role we are is its tables' owner; or will be, where there are none yet."""
    return run(
        "SELECT coalesce(pg_has_role((SELECT relowner FROM pg_class"
        " WHERE oid = to_regclass('public.history_entry')), 'USAGE'), true)"
    ) == [(True,)]


def faults(role: str) -> list[str]:
    """What the role may do beyond its rights, and what it may not and should; by kind."""
    if not role_exists(role):
        return [f"there is no role {role}"]
    parameters = {"role": role, "rights": list(TABLE_RIGHTS)}
    attributes = list(_attributes(role, parameters))
    if any("superuser" in fault for fault in attributes):
        return attributes  # to everything else the answer is yes
    return [
        *attributes,
        *_elsewhere(role, parameters),
        *_tables(role, parameters),
        *_sequences(role, parameters),
        *_functions(role, parameters),
    ]


def _attributes(role: str, parameters: Mapping[str, object]) -> Iterator[str]:
    for name, *held in run(OF_THE_ROLE, parameters):
        who = role if name == role else f"{role} can become {name}, which"
        for words, has in zip(ATTRIBUTES, held, strict=True):
            if has:
                yield f"{who} {words}"


def _elsewhere(role: str, parameters: Mapping[str, object]) -> Iterator[str]:
    [held] = run(ELSEWHERE, parameters)
    for words, has in zip(ELSEWHERE_WORDS, held, strict=True):
        if has:
            yield f"{role} {words}"


def _tables(role: str, parameters: Mapping[str, object]) -> Iterator[str]:
    held = {table: frozenset(rights) for table, rights in run(ON_TABLES, parameters)}
    wanted = service_rights().tables
    for table in sorted(held.keys() | wanted.keys()):
        may, should = held.get(table, frozenset()), wanted.get(table, frozenset())
        if more := _listed(may - should):
            yield f"{role} may {more} on {table}, and should not"
        if less := _listed(should - may):
            yield f"{role} may not {less} on {table}, and should"


def _sequences(role: str, parameters: Mapping[str, object]) -> Iterator[str]:
    for (name,) in run(ON_SEQUENCES, parameters):
        yield f"{role} may use the sequence {name}, and should not"


def _functions(role: str, parameters: Mapping[str, object]) -> Iterator[str]:
    held = {name for (name,) in run(ON_FUNCTIONS, parameters)}
    wanted = service_rights().functions
    for name in sorted(held - wanted):
        yield f"{role} may call {name}, which runs as the owner, and should not"
    for name in sorted(wanted - held):
        yield f"{role} may not call {name}, and should"


def _listed(rights: frozenset[str]) -> str:
    return ", ".join(right for right in TABLE_RIGHTS if right in rights)
