"""What the service role may do with each table, and that the database says the same."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import Membership
from claims.models import Assessment
from config.owner import service_role, two_roles
from history.grants import (
    APPEND,
    EDIT,
    EVERYTHING,
    READ,
    TABLE_RIGHTS,
    Holdings,
    Rights,
    statements,
)
from history.models import Entry, EntryTable, Node
from history.rights import rights_on, service_rights
from history.tracking import TRACKED
from sources.models import DocumentText
from tests.history.ledger import run

MADE_AND_CHANGED = sorted(model._meta.label for model in TRACKED if model is not Membership)


@pytest.mark.parametrize("label", MADE_AND_CHANGED)
def test_a_record_is_made_and_changed_and_never_deleted(label):
    assert rights_on(apps.get_model(label)) == EDIT


def test_a_role_of_a_user_is_the_one_record_that_is_deleted():
    assert rights_on(Membership) == EVERYTHING


@pytest.mark.parametrize(
    "model", [Entry, EntryTable, Node, *(tracked.historical for tracked in TRACKED.values())]
)
def test_history_and_ledger_are_read_only(model):
    assert rights_on(model) == READ


def test_a_text_is_kept_and_a_verdict_judged():
    assert (rights_on(DocumentText), rights_on(Assessment)) == (APPEND, READ | {"UPDATE"})


@isolate_apps("history")
def test_a_model_that_does_not_say_is_refused():
    class Note(models.Model):
        class Meta:
            app_label = "history"

        def __str__(self):
            return "a note"

    with pytest.raises(ImproperlyConfigured, match=r"history\.Note does not say what the service"):
        rights_on(Note)


def test_the_database_gives_exactly_these_rights(db):
    if not two_roles():
        pytest.skip("one role is owner and service")
    held = run(
        "SELECT c.relname::text, r.name FROM pg_class c, unnest(%s::text[]) AS r(name)"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege(%s, c.oid, r.name)",
        [list(TABLE_RIGHTS), service_role()],
    )

    given: dict[str, set[str]] = {}
    for table, right in held:
        given.setdefault(table, set()).add(right)
    assert given == service_rights().tables


def test_statements_take_everything_and_give_what_is_asked_of_what_is_there():
    there = Holdings(
        database='our"news',
        tables=frozenset({"kept", "unknown"}),
        sequences=frozenset({"kept_id_seq"}),
        functions=frozenset({"public.seal(bigint)", "public.inner()"}),
    )
    rights = Rights({"kept": APPEND, "not made yet": READ}, frozenset({"seal"}))

    assert statements('o"ne', rights, there) == [
        'REVOKE TEMPORARY ON DATABASE "our""news" FROM PUBLIC',
        'REVOKE ALL ON DATABASE "our""news" FROM "o""ne"',
        'GRANT CONNECT ON DATABASE "our""news" TO "o""ne"',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        'REVOKE ALL ON SCHEMA public FROM "o""ne"',
        'GRANT USAGE ON SCHEMA public TO "o""ne"',
        'REVOKE ALL ON TABLE public."kept" FROM PUBLIC, "o""ne"',
        'REVOKE ALL ON TABLE public."unknown" FROM PUBLIC, "o""ne"',
        'REVOKE ALL ON SEQUENCE public."kept_id_seq" FROM PUBLIC, "o""ne"',
        'REVOKE ALL ON FUNCTION public.inner() FROM "o""ne"',
        'REVOKE ALL ON FUNCTION public.seal(bigint) FROM "o""ne"',
        'GRANT SELECT, INSERT ON TABLE public."kept" TO "o""ne"',
        'GRANT EXECUTE ON FUNCTION public.seal(bigint) TO "o""ne"',
    ]
