"""A small ledger with something in every table, and ways to damage it as its owner could.

Damage is done past the triggers, which stand again when it is done: what a verification then
finds is the damage, not the way in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from django.contrib.auth.models import Group

from accounts.models import Membership, Token
from claims.models import Claim, ClaimNote
from claims.seeding import load_seeds
from config.owner import service_role, two_roles
from history.recording import recording
from history.verification.faults import Fault
from history.verification.verifying import Verification
from sources.models import Document, DocumentVersion, Source
from tests.history.ledger import make_sources, person, run, skip_unless_superuser

READ_AT = datetime(2024, 1, 4, tzinfo=UTC)
SERVICE = service_role() if two_roles() else None


def fill() -> None:
    """The seeds, people, a document's version, edits, a role granted and revoked."""
    load_seeds(by=None)
    alice = person("alice")
    with recording(by=alice, channel="admin", reason="a role"):
        membership = Membership.objects.create(user=alice, group=Group.objects.first())
        Token.objects.create(user=alice, name="tool", scopes=["read"])
    with recording(by=alice, channel="admin", reason="no role"):
        membership.delete()
    with recording(by=alice, channel="admin", reason="a role again"):
        Membership.objects.create(user=alice, group=Group.objects.last())
    with recording(by=alice, channel="api", reason="read again"):
        DocumentVersion.objects.create(
            document=Document.objects.first(), retrieved_at=READ_AT, content_sha256="0" * 64
        )
    with recording(by=alice, channel="admin", reason="rang them"):
        ClaimNote.objects.create(claim=Claim.objects.first(), text="confirms 94")
    make_sources("a", "b", "c")
    for slug in ("a", "b", "a"):
        with recording(by=alice, channel="api", reason="edited"):
            source = Source.objects.get(slug=slug)
            source.name += "!"
            source.note += f"noted {slug}"
            source.save()


def faults(kept: Mapping[int, bytes] | None = None) -> list[Fault]:
    """Everything that a verification finds."""
    return list(Verification(kept or {}, SERVICE).faults())


def first_fault(kept: Mapping[int, bytes] | None = None) -> Fault | None:
    """What `manage.py verify_ledger` would name."""
    with closing(Verification(kept or {}, SERVICE).faults()) as found:
        return next(found, None)


@contextmanager
def past_the_triggers(*tables: str) -> Iterator[None]:
    """Write to these tables as if they had no trigger and no foreign key: a superuser can."""
    skip_unless_superuser()
    triggers = run(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal",
        [list(tables)],
    )
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    yield
    for table in tables:
        run(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    for table, trigger in triggers:
        run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


def damage(*statements: str, tables: Sequence[str]) -> None:
    """Run statements on these tables past their triggers."""
    with past_the_triggers(*tables):
        for statement in statements:
            run(statement)


OTHER_TEXT = "CASE left({c}, 1) WHEN 'x' THEN 'y' ELSE 'x' END || coalesce(substr({c}, 2), '')"
OTHER_VALUES = {
    "text": OTHER_TEXT,
    "character varying": OTHER_TEXT,
    "uuid": "gen_random_uuid()",
    "smallint": "coalesce({c}, 0) + 1",
    "integer": "coalesce({c}, 0) + 1",
    "bigint": "coalesce({c}, 0) + 1",
    "numeric": "coalesce({c}, 0) + 1",
    "boolean": "NOT coalesce({c}, false)",
    "timestamp with time zone": "coalesce({c}, '2024-01-03') + interval '1 day'",
    "text[]": "array_append({c}, 'x')",
    "character varying[]": "array_append({c}, 'x')",
    "bytea": "set_byte({c}, 0, get_byte({c}, 0) # 1)",
    "numrange": "numrange(7, coalesce(lower({c}), 7) + 1)",
    "tstzrange": "tstzrange('2024-01-03', coalesce(upper({c}), now()) + interval '1 day')",
}


def columns_of(table: str) -> dict[str, str]:
    """The table's columns, and SQL for a value that none of its rows holds there."""
    return {
        name: OTHER_VALUES[type.partition("(")[0]].format(c=f'"{name}"')
        for name, type in run(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
    }


REHASHED = """
    DO $$
    DECLARE
        entry public.history_entry;
    BEGIN
        SET CONSTRAINTS ALL IMMEDIATE;
        DELETE FROM public.ledger_node;
        FOR entry IN SELECT * FROM public.history_entry ORDER BY position LOOP
            entry.digest := public.history_digest(entry.position);
            UPDATE public.history_entry
            SET digest = entry.digest,
                root = public.history_append(entry.position, public.history_leaf(entry))
            WHERE position = entry.position;
        END LOOP;
    END $$
"""
CUT = [
    "DELETE FROM sources_historicalsource WHERE position > {end}",
    "DELETE FROM history_entrytable WHERE position > {end}",
    "DELETE FROM history_entry WHERE position > {end}",
    "DELETE FROM ledger_node WHERE index >= {end}::bigint >> level",
    """UPDATE sources_source s SET name = h.name, note = h.note FROM (
        SELECT DISTINCT ON (id) * FROM sources_historicalsource ORDER BY id, history_id DESC
    ) h WHERE h.id = s.id""",
]


def rewrite(*statements: str) -> None:
    """Change the past of sources and compute every hash anew, as only the owner could."""
    tables = ["sources_source", "sources_historicalsource"]
    damage(*statements, REHASHED, tables=[*tables, "history_entry", "ledger_node"])


def cut(end: int) -> None:
    """Cut everything after an entry, so that what is left fits: as a restored backup does.

    To be used for entries that wrote to sources alone.
    """
    tables = ["sources_source", "sources_historicalsource", "history_entrytable"]
    damage(
        *(statement.format(end=end) for statement in CUT),
        tables=[*tables, "history_entry", "ledger_node"],
    )
