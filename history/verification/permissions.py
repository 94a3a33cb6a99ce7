"""Whose the record is and who may do what with it, beside what was installed.

One role owns all of it. The service owns nothing and may do what history/rights.py says; anybody
else may read, no more. Functions that run as their owner are for the owner and, two of them, for
the service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from history.grants import READ, Rights, name_of
from history.rights import service_rights
from history.verification.faults import Fault
from history.verification.installed import guarded_tables
from history.verification.reading import run

OTHERS = Rights(tables={}, functions=frozenset())
NUMBERS = "history_row_id"

OWNERS = """
    SELECT relname, 'table', relowner::regrole::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%(tables)s)
    UNION ALL
    SELECT relname, 'sequence', relowner::regrole::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname = %(numbers)s
    UNION ALL
    SELECT format('%%s(%%s)', proname, pg_get_function_identity_arguments(oid)), 'function',
           proowner::regrole::text
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                      AND d.objid = p.oid AND d.deptype = 'e')
    ORDER BY 1
"""
# Grants to others than the owner: what on, its kind, the column, to whom (- is everybody), what.
GRANTS = """
    SELECT c.relname, 'table', '', a.grantee::regrole::text, a.privilege_type
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s)
      AND a.grantee <> c.relowner
    UNION ALL
    SELECT c.relname, 'table', t.attname, a.grantee::regrole::text, a.privilege_type
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s)
      AND a.grantee <> c.relowner
    UNION ALL
    SELECT c.relname, 'sequence', '', a.grantee::regrole::text, a.privilege_type
    FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = %(numbers)s
      AND a.grantee <> c.relowner
    UNION ALL
    SELECT format('%%s(%%s)', p.proname, pg_get_function_identity_arguments(p.oid)), 'function', '',
           a.grantee::regrole::text, a.privilege_type
    FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND a.grantee <> p.proowner
    UNION ALL
    SELECT n.nspname, 'schema', '', a.grantee::regrole::text, a.privilege_type
    FROM pg_namespace n, aclexplode(n.nspacl) a
    WHERE n.nspname = 'public' AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner
    ORDER BY 1, 3, 4, 5
"""
# What makes a role more than its grants.
STANDING = """
    SELECT CASE WHEN rolsuper THEN 'is a superuser' END,
           CASE WHEN rolreplication THEN 'may replicate' END,
           CASE WHEN rolbypassrls THEN 'passes row security' END,
           CASE WHEN rolcreaterole THEN 'may make roles' END
    FROM pg_roles WHERE rolname = %s
"""
MEMBER_OF = """
    SELECT r.rolname FROM pg_roles r
    WHERE r.rolname <> %s AND pg_has_role(%s, r.oid, 'MEMBER')
      AND (r.rolsuper OR r.rolname = %s OR r.rolname IN ('pg_write_all_data', 'pg_maintain',
          'pg_write_server_files', 'pg_execute_server_program'))
"""
EVERYBODY = "-"


def permission_faults(service: str | None) -> Iterator[Fault]:
    """Owners and grants that should not be; `service` None where one role owns and serves."""
    held = {"tables": guarded_tables(), "numbers": NUMBERS}
    owners = run(OWNERS, held)
    owner = Counter(role for _, _, role in owners).most_common(1)[0][0]
    for name, kind, role in owners:
        if role != owner:
            what = f"{kind} {name} does not belong to the owner of the rest"
            yield Fault("other_owner", what, _table(kind, name), expected=owner, found=role)
    rights = service_rights()
    for name, kind, column, role, right in run(GRANTS, held):
        if right not in _allowed(kind, name, rights if role == service else OTHERS):
            whom = "everybody" if role == EVERYBODY else role
            what = f"{right} on {kind} {name} is granted to {whom}"
            yield Fault("stray_grant", what, _table(kind, name), column=column, found=right)
    if service is not None:
        yield from _of_service(service, owner)


def _allowed(kind: str, name: str, rights: Rights) -> frozenset[str]:
    if kind == "table":
        return rights.tables.get(name, READ)
    if kind == "function" and name_of(name) in rights.functions:
        return frozenset({"EXECUTE"})
    return frozenset()


def _of_service(service: str, owner: str) -> Iterator[Fault]:
    if service == owner:
        yield Fault("service_owns", f"the service's role, {service}, owns the record")
        return
    for row in run(STANDING, [service]):
        for more in filter(None, row):
            yield Fault("service_may_more", f"the service's role, {service}, {more}")
    for (role,) in run(MEMBER_OF, [service, service, owner]):
        yield Fault("service_may_more", f"the service's role, {service}, is a member of {role}")


def _table(kind: str, name: str) -> str:
    return name if kind == "table" else ""
