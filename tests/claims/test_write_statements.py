"""What a write sends to the server, statement by statement: each is there for a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.callers import Caller
from tests.claims.assessments import leave_stale, told
from tests.conftest import person
from tests.kerman import kerman as made_kerman

STATEMENT = {"claim": "deaths", "document": "bbc-1", "reason": "As printed"}

ONE_STATEMENT = [
    "BEGIN",
    "history_open",  # the writers' lock, and the entry; what is read after it stands
    "claims_last_before",  # what it follows makes the kind of its change
    "INSERT claims_revision",  # the statement; history is written by its triggers
    "history_seal",  # hashes, time, and the next root of the ledger
    "COMMIT",
]


@pytest.fixture
def record(committed_db):
    return told(made_kerman(person("alice", "editor")))


@pytest.fixture
def caller(record):
    caller = Caller(record.by)
    caller.get("sources/")  # the token's use is noted, once a minute
    return caller


def sent(turn: Callable[[], Any]) -> list[str]:
    """Each statement by its verb and table, or by the function of ours that it calls."""
    with CaptureQueriesContext(connection) as queries:
        turn()
    return [_short(str(query["sql"])) for query in queries]


def _short(sql: str) -> str:
    called = re.search(r"public\.((?:history|claims)_\w+)\(", sql)
    if called:
        return called[1]
    verb = sql.split(maxsplit=1)[0]
    table = re.search(r'(?:FROM|INTO|UPDATE) (?:public\.)?"?(?!\w*historical)(\w+)', sql)
    return f"{verb} {table[1]}" if table else sql.split('"')[0].strip()


def posted(caller: Caller, **more: Any) -> Callable[[], Any]:
    def post() -> None:
        headers = {"idempotency_key": more.pop("key")} if "key" in more else {}
        response = caller.post("revisions/", {**STATEMENT, **more}, **headers)
        assert response.status_code == 201, response.json()

    return post


def test_one_statement_unassessed_is_six(record, monkeypatch):
    leave_stale(monkeypatch)

    assert sent(lambda: record.says("deaths", "bbc-1", "96")) == ONE_STATEMENT


def test_one_statement_assessed_is_three_more(record):
    record.claim("hurt", "How many were hurt?", "quantity", is_count=True)
    record.says("hurt", "bbc-1", "141", stated="2024-01-03")

    assessed = sent(lambda: record.says("hurt", "bbc-1", "284"))

    # Which claims were touched; the newest statements of their lines with who speaks; what is kept.
    # Seven, with BEGIN and COMMIT left out.
    assert len(assessed) == len(ONE_STATEMENT) + 3, assessed
    assert [each for each in assessed if each in ONE_STATEMENT] == ONE_STATEMENT


def test_a_post_finds_its_links_and_sets_no_savepoint(record, caller, monkeypatch):
    leave_stale(monkeypatch)
    posted(caller, wording="95")()

    begun = sent(posted(caller, wording="96"))

    written = begun[begun.index("BEGIN") : begun.index("COMMIT") + 1]
    assert (
        written
        == [
            *ONE_STATEMENT[:2],
            "SELECT claims_claim",  # the claim and its topic
            "SELECT sources_document",  # the document and its publisher
            *ONE_STATEMENT[2:],
        ]
    )
    assert len(begun) <= 16, begun  # who asks, and the answer as it reads from now on


def test_a_key_adds_its_lock_the_look_for_a_copy_and_the_answer_kept(record, caller, monkeypatch):
    leave_stale(monkeypatch)
    posted(caller, wording="95")()

    plain = sent(posted(caller, wording="96"))
    keyed = sent(posted(caller, wording="97", key="a-key"))

    assert [each for each in keyed if "SAVEPOINT" in each] == []
    assert [each for each in keyed if "keptanswer" in each] == [
        "SELECT accounts_keptanswer",
        "INSERT accounts_keptanswer",
    ]
    assert len(keyed) <= len(plain) + 3


def test_a_void_with_its_replacement_is_one_transaction_without_savepoints(
    record, caller, monkeypatch
):
    leave_stale(monkeypatch)
    posted(caller, wording="95")()
    mistaken = caller.get("revisions/").json()["results"][-1]
    path, etag = f"revisions/{mistaken['id']}/", caller.get(f"revisions/{mistaken['id']}/")["ETag"]
    body = {"reason": "Misread", "replacement": {**STATEMENT, "wording": "94"}}
    del body["replacement"]["reason"]

    voided = sent(lambda: caller.post(f"{path}void/", body, if_match=etag))

    assert voided[voided.index("BEGIN") : voided.index("COMMIT") + 1] == [
        "BEGIN",
        "history_open",
        "SELECT claims_claim",
        "SELECT sources_document",
        "SELECT claims_revision",  # the mistake under the lock, with its version
        "SELECT claims_claim",  # whether its figure is adopted
        "UPDATE claims_revision",
        "claims_last_before",
        "INSERT claims_revision",
        "history_seal",
        "COMMIT",
    ]


def test_a_patch_reads_the_record_and_its_version_at_once(record, caller, monkeypatch):
    leave_stale(monkeypatch)
    etag = caller.get("claims/deaths/")["ETag"]
    body = {"label": "Dead", "reason": "Shorter"}

    patched = sent(lambda: caller.patch("claims/deaths/", body, if_match=etag))

    assert patched[patched.index("BEGIN") : patched.index("COMMIT") + 1] == [
        "BEGIN",
        "history_open",
        "SELECT claims_claim",
        "UPDATE claims_claim",
        "history_seal",
        "COMMIT",
    ]
