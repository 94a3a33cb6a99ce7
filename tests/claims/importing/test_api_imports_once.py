"""POST imports/ under an Idempotency-Key: once, and without its body in memory."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from accounts.models import KeptAnswer
from claims.importing import entering
from claims.models import Revision
from tests.callers import Caller, at, faults, on_record
from tests.claims.importing.test_api_imports import NDJSON, send
from tests.claims.importing.test_importing import CATALOGUE, said
from tests.conftest import person
from tests.history.test_concurrency import at_once

LINES = [*CATALOGUE, said("95", 1), said("84", 2)]
KEY = {"idempotency-key": "the-ministry's-list"}


class Wire:
    """A body as a server hands it over, once; notes the longest piece that was asked of it."""

    def __init__(self, content: bytes) -> None:
        self.content = BytesIO(content)
        self.longest = 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self.content.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self.content.readline(size))

    def _noted(self, piece: bytes) -> bytes:
        self.longest = max(self.longest, len(piece))
        return piece


def as_body(lines: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def send_once(caller: Caller, content: bytes, query: str = "?reason=Why", **extra: Any) -> Any:
    return caller.client.generic(
        "POST", at(f"imports/{query}"), content, content_type=NDJSON, headers=KEY, **extra
    )


def test_a_copy_gets_the_first_answer_and_records_nothing(calling_alice):
    first = send_once(calling_alice, as_body(LINES))
    before = on_record()

    again = send_once(calling_alice, as_body(LINES))

    assert (first.status_code, first.json()["made"]["statement"]) == (200, 2)
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert on_record() == before


OTHERS = {
    "another line": (as_body([*LINES, said("90", 3)]), "?reason=Why"),
    "another end": (as_body(LINES).rstrip(b"\n"), "?reason=Why"),
    "half of it": (as_body(LINES[:3]), "?reason=Why"),
    "nothing": (b"", "?reason=Why"),
    "another reason": (as_body(LINES), "?reason=Because"),
}


@pytest.mark.parametrize(("content", "query"), OTHERS.values(), ids=OTHERS)
def test_another_body_under_the_key_is_refused(calling_alice, content, query):
    send_once(calling_alice, as_body(LINES))
    before = on_record()

    response = send_once(calling_alice, content, query)

    assert faults(response) == [("422", "idempotency_key_reused")]
    assert on_record() == before


def test_a_refused_import_leaves_its_key_free(calling_alice):
    before = on_record()
    refused = send_once(calling_alice, as_body([*LINES, said("gibberish", 3)]))
    after = on_record()

    made = send_once(calling_alice, as_body(LINES))

    assert faults(refused) == [("400", "lines_refused"), ("/wording", "no_figure")]
    assert after == before
    assert (made.status_code, "Idempotent-Replayed" in made) == (200, False)


def test_no_more_of_a_body_is_in_memory_than_a_piece(calling_alice):
    content = as_body([*LINES, *(said("84", n, locator="x" * 100) for n in range(3, 1000))])
    first, again = Wire(content), Wire(content)

    answers = [
        send_once(calling_alice, content, "?reason=Why&dry_run=true", **{"wsgi.input": wire})
        for wire in (first, again)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert first.longest < 1000 < again.longest <= 65_536 < len(content)


def test_batches_take_no_key(calling_alice):
    before = on_record()

    response = send_once(calling_alice, as_body(LINES), "?reason=Why&batch=2")

    assert faults(response) == [("400", "batch_under_key"), ("batch", "batch_under_key")]
    assert on_record() == before


def test_a_write_that_lost_to_another_is_not_done_over_what_is_left_of_the_body(
    committed_db, monkeypatch
):
    caller = Caller(person("alice", "editor"))
    before = on_record()

    def loses(*args: Any) -> None:
        raise OperationalError("deadlock detected") from DeadlockDetected()

    with monkeypatch.context() as fault:
        fault.setattr(entering.Entering, "enter", loses)
        lost = send_once(caller, as_body(LINES))
    after = on_record()
    again = send_once(caller, as_body(LINES))

    assert faults(lost) == [("503", "unavailable")]
    assert lost["Retry-After"] == "5"
    assert after == before
    assert (again.status_code, again.json()["lines"]) == (200, 5)


def test_a_copy_of_an_import_in_flight_is_sent_away(committed_db, monkeypatch):
    caller = Caller(person("alice", "editor"))
    caller.get("sources/")  # notes the token's use
    meanwhile: list[Any] = []
    enter = entering.Entering.enter

    def entered(*args: Any) -> Any:
        meanwhile.extend(at_once(lambda: send_once(caller, as_body(LINES))))
        return enter(*args)

    monkeypatch.setattr(entering.Entering, "enter", entered)
    first = send_once(caller, as_body(LINES))

    assert first.status_code == 200
    assert [faults(each) for each in meanwhile] == [[("409", "idempotency_key_in_flight")]]
    assert (Revision.objects.count(), KeptAnswer.objects.count()) == (2, 1)


def test_a_compressed_body_is_refused(calling_alice):
    response = calling_alice.client.generic(
        "POST",
        at("imports/?reason=Why"),
        as_body(LINES),
        content_type=NDJSON,
        headers={"content-encoding": "gzip"},
    )

    assert faults(response) == [("415", "content_encoding")]


def test_a_body_cut_short_imports_nothing(calling_alice):
    content = as_body(LINES)
    before = on_record()

    response = send_once(
        calling_alice,
        content,
        **{"wsgi.input": Wire(content), "CONTENT_LENGTH": str(len(content) + 1)},
    )

    assert faults(response) == [("400", "body_cut_short")]
    assert on_record() == before


def test_send_without_a_key_is_imported_each_time(calling_alice):
    first, again = send(calling_alice, LINES), send(calling_alice, LINES)

    assert (first.json()["made"]["statement"], again.json()["unchanged"]) == (2, 2)
