"""The migrations are those the models ask for, and each can be taken back."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from history.triggers import differences
from sources.models import Source
from tests.history.ledger import a_source, run, written

OURS = ("claims", "sources", "history", "accounts")
OBJECTS = """
    SELECT 'table', relname::text FROM pg_class
    WHERE relkind IN ('r', 'S', 'v') AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'function', proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger', tgname::text FROM pg_trigger WHERE NOT tgisinternal
"""


def ours() -> list[tuple[str, str]]:
    return [
        (kind, name)
        for kind, name in run(OBJECTS)
        if name.startswith(tuple(f"{app}_" for app in OURS))
    ]


def test_the_models_have_their_migrations(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.slow
def test_every_migration_can_be_taken_back_and_applied_again(committed_db):
    before = sorted(ours())
    a_source("a").save()

    for app in ("admin", "knox", *OURS):
        call_command("migrate", app, "zero", verbosity=0)
    left = ours()
    call_command("migrate", verbosity=0)
    a_source("b").save()

    assert left == []
    assert (sorted(ours()), differences()) == (before, [])
    assert (Source.objects.count(), written()) == (1, [("+", "b", "B", [])])
