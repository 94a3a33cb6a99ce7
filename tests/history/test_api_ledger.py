"""The log over HTTP: head, checkpoint, consistency, and where an entry stands."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Scope
from accounts.roles import Role
from history.checkpoint import Checkpoint, Verifier, open_checkpoint
from history.merkle import EMPTY_ROOT, consistency_holds, inclusion_holds, leaf_hash
from history.models import Entry
from history.recording import recording
from history.tree import signer
from tests.callers import Caller, faults
from tests.conftest import person
from tests.history.ledger import a_source, make_sources

SEED = bytes(range(32))
NAME = "facts.example.org/ledger"
VERIFIER = "facts.example.org/ledger+07e68d57+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


@pytest.fixture(autouse=True)
def key(settings):
    settings.LEDGER_NAME = NAME
    settings.LEDGER_KEY = SEED


@pytest.fixture
def thirteen(db):
    for number in range(13):
        make_sources(f"s-{number}")


def body(caller: Caller, path: str) -> dict[str, Any]:
    response = caller.get(path)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def opened(note: str) -> Checkpoint:
    return open_checkpoint(note, [Verifier.parse(VERIFIER)])


def hashes(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in path]


def root_at(size: int) -> bytes:
    return bytes(Entry.objects.get(position=size).root)


def test_head_is_the_newest_entry_and_who_signs_for_it(thirteen, anyone):
    newest = Entry.objects.get(position=13)

    assert body(anyone, "ledger/") == {
        "position": 13,
        "recorded_at": newest.recorded_at.isoformat().replace("+00:00", "Z"),
        "digest": bytes(newest.digest).hex(),
        "root": bytes(newest.root).hex(),
        "rules": "ledger/1",
        "origin": NAME,
        "verifier_key": VERIFIER,
        "checkpoint": "http://testserver/api/v1/ledger/checkpoint",
    }


def test_head_of_an_empty_ledger_has_the_empty_root(db, anyone):
    answer = body(anyone, "ledger/")

    assert (answer["position"], answer["recorded_at"], answer["digest"], answer["root"]) == (
        0,
        None,
        None,
        EMPTY_ROOT.hex(),
    )


@pytest.mark.parametrize("path", ["ledger/checkpoint", "ledger/checkpoint/"])
def test_checkpoint_is_a_signed_note_of_the_head(thirteen, anyone, path):
    response = anyone.get(path)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert opened(response.content.decode()) == Checkpoint(NAME, 13, root_at(13))


def test_checkpoint_of_an_empty_ledger_is_of_size_0(db, anyone):
    note = anyone.get("ledger/checkpoint").content.decode()

    assert opened(note) == Checkpoint(NAME, 0, EMPTY_ROOT)


@pytest.mark.parametrize("size", [0, 1, 8, 13])
def test_checkpoint_of_an_earlier_size_is_what_it_was_then(db, anyone, size):
    notes = [anyone.get("ledger/checkpoint").content]
    for number in range(13):
        make_sources(f"s-{number}")
        notes.append(anyone.get("ledger/checkpoint").content)

    assert anyone.get(f"ledger/checkpoint?size={size}").content == notes[size]


def test_checkpoint_is_not_over_an_entry_still_open(thirteen, anyone):
    a_source("open").save()

    assert Entry.objects.count() == 14
    assert body(anyone, "ledger/")["position"] == 13
    assert opened(anyone.get("ledger/checkpoint").content.decode()).size == 13
    assert faults(anyone.get("ledger/14/"))[0] == ("404", "not_found")


@pytest.mark.parametrize("second", [1, 2, 7, 8, 13])
def test_consistency_holds_between_any_two_sizes(thirteen, anyone, second):
    for first in range(1, second + 1):
        answer = body(anyone, f"ledger/consistency/?from={first}&to={second}")
        roots = bytes.fromhex(answer["from_root"]), bytes.fromhex(answer["to_root"])

        assert roots == (root_at(first), root_at(second))
        assert consistency_holds(first, second, *roots, hashes(answer["path"]))
        assert opened(answer["checkpoint"]) == Checkpoint(NAME, second, root_at(second))


def test_consistency_without_to_leads_to_the_head(thirteen, anyone):
    answer = body(anyone, "ledger/consistency?from=3")

    assert (answer["from"], answer["to"]) == (3, 13)


@pytest.mark.parametrize("size", [1, 2, 7, 8, 13])
def test_every_entry_leads_to_the_root_of_every_size_since(thirteen, anyone, size):
    for position in range(1, size + 1):
        answer = body(anyone, f"ledger/{position}/?size={size}")
        leaf = leaf_hash(answer["text"].encode())
        root = opened(answer["checkpoint"]).root

        assert (answer["leaf"], answer["size"], root) == (leaf.hex(), size, root_at(size))
        assert inclusion_holds(leaf, position - 1, size, hashes(answer["path"]), root)


def test_entry_without_a_size_is_proven_to_the_head(thirteen, anyone):
    answer = body(anyone, "ledger/5/")
    entry = Entry.objects.get(position=5)

    assert (answer["position"], answer["size"]) == (5, 13)
    assert (answer["digest"], answer["root"]) == (
        bytes(entry.digest).hex(),
        bytes(entry.root).hex(),
    )


@pytest.mark.parametrize(
    ("path", "status", "pointer", "code"),
    [
        ("ledger/0/", "404", "", "not_found"),
        ("ledger/14/", "404", "", "not_found"),
        ("ledger/99999999999999999999999/", "404", "", "not_found"),
        ("ledger/5/?size=4", "400", "size", "too_small"),
        ("ledger/5/?size=14", "400", "size", "beyond_the_head"),
        ("ledger/5/?size=0", "400", "size", "too_small"),
        ("ledger/5/?size=five", "400", "size", "not_a_size"),
        ("ledger/5/?size=-1", "400", "size", "not_a_size"),
        ("ledger/5/?size=" + "9" * 30, "400", "size", "not_a_size"),
        ("ledger/5/?size=", "400", "size", "empty"),
        ("ledger/checkpoint?size=14", "400", "size", "beyond_the_head"),
        ("ledger/checkpoint?sise=1", "400", "sise", "unknown_parameter"),
        ("ledger/?as_of=3", "400", "as_of", "unknown_parameter"),
        ("ledger/consistency/", "400", "from", "required"),
        ("ledger/consistency/?to=3", "400", "from", "required"),
        ("ledger/consistency/?from=0&to=3", "400", "from", "too_small"),
        ("ledger/consistency/?from=4&to=3", "400", "from", "from_after_to"),
        ("ledger/consistency/?from=4&to=14", "400", "to", "beyond_the_head"),
        ("ledger/consistency/?from=14", "400", "from", "beyond_the_head"),
        ("ledger/consistency/?from=1&to=0", "400", "to", "too_small"),
        ("ledger/consistency/?from=½", "400", "from", "not_a_size"),
    ],
)
def test_what_the_log_never_was_is_refused(thirteen, anyone, path, status, pointer, code):
    assert faults(anyone.get(path)) == [(status, code), (pointer, code)]


def test_refusal_says_what_is_allowed(thirteen, anyone):
    detail = anyone.get("ledger/5/?size=14").json()["detail"]

    assert detail == "size is 14, beyond the head: the log has 13 entries"


def test_an_answer_is_not_sent_twice(thirteen, anyone):
    for path in ("ledger/", "ledger/checkpoint", "ledger/5/", "ledger/consistency/?from=1"):
        etag = anyone.get(path)["ETag"]

        again = anyone.get(path, if_none_match=etag)
        assert (again.status_code, again.content) == (304, b"")

    make_sources("another")

    assert anyone.get(path, if_none_match=etag).status_code == 200


@pytest.mark.parametrize("path", ["ledger/", "ledger/checkpoint/", "ledger/5/"])
def test_ledger_needs_reading_allowed(thirteen, anyone, settings, path):
    settings.ANONYMOUS_READ = False

    assert faults(anyone.get(path))[0][0] == "401"


@pytest.mark.parametrize("path", ["ledger/", "ledger/checkpoint/", "ledger/5/"])
def test_ledger_is_only_read(thirteen, calling_alice, path):
    assert faults(calling_alice.post(path, {}))[0] == ("405", "method_not_allowed")


@pytest.mark.parametrize(
    ("role", "scopes", "reads"),
    [
        (None, [], False),
        (Role.EDITOR, list(Scope.values), False),
        (Role.AUDITOR, [Scope.READ], False),
        (Role.AUDITOR, [Scope.READ, Scope.AUDIT], True),
    ],
)
def test_text_of_an_entry_about_people_is_the_auditors(db, role, scopes, reads):
    with recording(by=None, channel="command", reason="Bob is under inquiry"):
        someone = person("somebody", *([role] if role else []))
    caller = Caller(someone, *scopes) if role else Caller()

    answer = body(caller, "ledger/1/")

    assert ("under inquiry" in (answer["text"] or "")) is reads
    assert (answer["text"] is None) is not reads
    path = hashes(answer["path"])
    leaf, size = bytes.fromhex(answer["leaf"]), answer["size"]
    assert inclusion_holds(leaf, 0, size, path, root_at(size))


def test_key_is_not_shown_anywhere(thirteen, anyone):
    answers = b"".join(
        anyone.get(path).content for path in ("ledger/", "ledger/checkpoint", "ledger/5/")
    )

    assert SEED not in answers
    assert SEED.hex().encode() not in answers
    assert b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" not in answers


QUERIES = {
    "ledger/": 1,
    "ledger/checkpoint/": 1,
    "ledger/checkpoint/?size=1": 2,
    "ledger/consistency/?from=1&to=3": 4,
    "ledger/1/": 10,
}


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("path", "queries"), QUERIES.items(), ids=QUERIES)
def test_queries_do_not_grow_with_the_log(
    db, anyone, django_assert_num_queries, path, queries, items
):
    for number in range(4 * items):
        make_sources(*(f"s-{number}-{row}" for row in range(items)))

    with django_assert_num_queries(queries):
        response = anyone.get(path)

    assert response.status_code == 200, response.content


def test_signer_is_of_the_settings(settings):
    assert str(signer().verifier) == VERIFIER
