"""Proofs of statements: what they show offline, and that nothing altered is believed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from api.typeid import encode
from claims.models import Revision
from claims.proof import ProvenStatement, verify_statement
from claims.recording import void_statement
from history import proving
from history.checkpoint import Signer
from history.proof import NotProven
from history.recording import recording
from history.tree import signer
from sources.registering import edit_document
from tests.callers import Caller, faults, head


def address(revision: Revision, query: str = "") -> str:
    return f"revisions/{encode('rev', revision.pk)}/proof/{query}"


def proof_of(caller: Caller, revision: Revision, query: str = "") -> dict[str, Any]:
    response = caller.get(address(revision, query))
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def our_key() -> str:
    return str(signer().verifier)


def named(proven: ProvenStatement) -> dict[str, Any]:
    """What stands beside the statement, by slug or key."""
    return {
        name: row.columns.get("slug", row.columns.get("key"))
        for name, row in proven.context.items()
    }


@pytest.fixture
def said(kerman):
    return kerman.says(
        "deaths", "bbc-1", "at least 84", attributed_to=kerman["iran"], via=kerman["irna"]
    )


def test_proof_shows_the_statement_its_words_and_what_it_links_to(kerman, said, anyone):
    made = head()
    kerman.source("later", "Later")

    proven = verify_statement(proof_of(anyone, said), our_key())

    assert proven.log.checkpoint.size == head()
    assert (proven.wording, proven.is_void) == ("at least 84", False)
    assert [(row.kind, row.position) for row in proven.rows] == [("+", made)]
    assert named(proven) == {
        "claim": "deaths",
        "topic": "kerman",
        "document": "bbc-1",
        "publisher": "bbc",
        "attributed_to": "iran",
        "via": "irna",
    }
    assert proven.entities == ()
    assert proven.rows[0].entry["actor_name"] == "Alice"
    assert proven.rows[0].entry["recorded_at"] is not None


def test_proof_of_entities_shows_which_were_named(kerman, anyone):
    said = kerman.says(
        "perpetrator", "bbc-1", "IS or ISIS-K", entities=[kerman["islamic-state"], kerman["isis-k"]]
    )

    proven = verify_statement(proof_of(anyone, said), our_key())

    assert sorted(entity.columns["slug"] for entity in proven.entities) == [
        "isis-k",
        "islamic-state",
    ]


def test_proof_without_links_leaves_them_out(kerman, anyone):
    kerman.document("pamphlet", None)
    said = kerman.says("deaths", "pamphlet", "94")

    proof = proof_of(anyone, said)

    assert [proof[name] for name in ("version", "publisher", "attributed_to", "via")] == [None] * 4
    assert named(verify_statement(proof, our_key())) == {
        "claim": "deaths",
        "topic": "kerman",
        "document": "pamphlet",
    }


def test_proof_of_a_voided_statement_shows_its_making_and_its_voiding(kerman, said, anyone):
    made = head()
    void_statement(said, reason="Misread", version=made, **kerman.recorded)

    proven = verify_statement(proof_of(anyone, said), our_key())

    assert [(row.kind, row.position, row.columns["is_void"]) for row in proven.rows] == [
        ("+", made, False),
        ("~", made + 1, True),
    ]
    assert proven.is_void
    assert proven.rows[1].entry["reason"] == "Misread"


@pytest.mark.parametrize("query", ["?as_of={made}", "?size={made}", "?as_of={made}&size={made}"])
def test_proof_of_an_earlier_position_knows_nothing_later(kerman, said, anyone, query):
    made = head()
    void_statement(said, reason="Misread", version=made, **kerman.recorded)
    edit_document(
        kerman["bbc-1"], {"title": "Changed"}, reason="Typo", version=None, **kerman.recorded
    )

    proof = proof_of(anyone, said, query.format(made=made))
    proven = verify_statement(proof, our_key())

    assert (proof["position"], len(proven.rows), proven.is_void) == (made, 1, False)
    assert proven.context["document"].columns["title"] == "Bbc-1"
    assert proven.log.checkpoint.size == (made if "size" in query else head())


def test_proof_as_of_now_shows_links_as_they_are_now(kerman, said, anyone):
    edit_document(
        kerman["bbc-1"], {"title": "Changed"}, reason="Typo", version=None, **kerman.recorded
    )

    proven = verify_statement(proof_of(anyone, said), our_key())

    assert proven.context["document"].columns["title"] == "Changed"
    assert proven.context["document"].position == head()


def test_proof_of_a_statement_among_many_rows_of_one_entry(kerman, anyone):
    with recording(by=kerman.by, reason="An import", channel="admin"):
        said = [kerman.says("deaths", "bbc-1", str(n), sequence=n) for n in range(1, 24)]

    proven = [verify_statement(proof_of(anyone, each), our_key()) for each in said]

    assert [each.wording for each in proven] == [str(n) for n in range(1, 24)]


@pytest.mark.parametrize(
    ("query", "status", "pointer", "code"),
    [
        ("?size=0", "400", "size", "too_small"),
        ("?size=1", "404", "size", "not_found"),
        ("?size=999", "400", "size", "beyond_the_head"),
        ("?size=x", "400", "size", "not_a_size"),
        ("?size=1&as_of={head}", "400", "size", "too_small"),
        ("?as_of=1", "404", "", "not_found"),
        ("?as_of=999", "400", "as_of", "in_the_future"),
        ("?stated_until=2024-01-05", "400", "stated_until", "unknown_parameter"),
    ],
)
def test_proof_that_cannot_be_made_is_refused(said, anyone, query, status, pointer, code):
    response = anyone.get(address(said, query.format(head=head())))

    assert faults(response) == [(status, code), (pointer, code)]


def test_proof_needs_reading_allowed(said, anyone, settings):
    settings.ANONYMOUS_READ = False

    assert anyone.get(address(said)).status_code == 401


def test_proof_of_unknown_statement_is_not_found(kerman, anyone):
    missing = f"revisions/rev_{'0' * 26}/proof/"

    assert faults(anyone.get(missing)) == [("404", "not_found"), ("", "not_found")]


@pytest.mark.parametrize("items", [1, 3])
def test_queries_of_a_proof_do_not_grow(kerman, anyone, items, django_assert_num_queries):
    entities = [kerman.entity(f"e-{n}", f"E{n}") for n in range(items)]
    said = kerman.says("perpetrator", "bbc-1", "one of them", entities=entities)
    for n in range(items):
        kerman.document(f"other-{n}", None)

    with django_assert_num_queries(16):
        response = anyone.get(address(said))

    assert response.status_code == 200


# Nothing altered is believed.

UNPROVEN = {"as_of", "stated_until", "settled", "position", "verifier_key"}
"""What an answer says of itself; a reader's own question."""
SHORTER = {("statement",), ("entities",)}
"""What, cut at its end, is a true proof of less: docs/ledger.md says what no proof can show."""


def alterations(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in the proof that could be altered."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if path or name not in UNPROVEN:
                yield from alterations(inner, (*path, name))
    elif isinstance(part, list):
        if path not in SHORTER:
            yield path
        for index, inner in enumerate(part):
            yield from alterations(inner, (*path, index))
    else:
        yield path


def altered(proof: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The proof with one thing changed by a little."""
    changed: Any = copy.deepcopy(proof)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    held = holder[path[-1]]
    if isinstance(held, bool | None):
        holder[path[-1]] = "x"
    elif isinstance(held, int):
        holder[path[-1]] = held + 1
    elif isinstance(held, list):
        holder[path[-1]] = held[:-1] if held else ["00" * 32]
    else:
        middle = len(held) // 2
        other = "1" if held[middle] != "1" else "0"
        holder[path[-1]] = held[:middle] + other + held[middle + 1 :]
    return dict(changed)


def test_an_altered_proof_is_refused_or_shows_the_same(kerman, anyone):
    with recording(by=kerman.by, reason="An import", channel="admin"):
        for n in range(5):
            kerman.says("deaths", "bbc-1", str(n), sequence=n)
        said = kerman.says(
            "perpetrator", "bbc-1", "IS", entities=[kerman["isis-k"]], via=kerman["irna"]
        )
    void_statement(said, reason="Misread", version=head(), **kerman.recorded)
    proof = proof_of(anyone, said)
    key = our_key()
    shown = verify_statement(proof, key)
    believed = []
    for path in alterations(proof):
        try:
            again = verify_statement(altered(proof, path), key)
        except NotProven:
            continue
        assert again == shown, path
        believed.append(path[-1])

    # How many rows an entry has is not bound by its digest; it only says which way a path turns.
    assert set(believed) <= {"rows"}
    assert len(list(alterations(proof))) > 100


def swapped(proof: dict[str, Any], one: str, other: str) -> dict[str, Any]:
    return {**proof, one: proof[other], other: proof[one]}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: swapped(p, "via", "attributed_to"), "attributed_to: the row is of another"),
        (lambda p: swapped(p, "via", "claim"), "not of claims_historicalclaim"),
        (lambda p: {**p, "via": None}, "via: the statement and the proof do not both name one"),
        (lambda p: {**p, "version": p["claim"]}, "version: .* do not both"),
        (lambda p: {**p, "statement": []}, "does not begin with the statement's making"),
        (lambda p: {**p, "statement": p["statement"][1:]}, "does not begin"),
        (lambda p: {**p, "statement": p["statement"][::-1]}, "does not begin"),
        (lambda p: {**p, "statement": p["statement"] + p["statement"][-1:]}, "order written"),
        (lambda p: {**p, "entries": p["entries"][:-1]}, "the proof shows no entry"),
        (lambda p: {**p, "revision": "rev_" + "0" * 26}, "not all of statement"),
        (lambda p: {**p, "size": p["size"] - 1}, "the checkpoint is of size"),
        (lambda p: {}, "not the form of a proof: KeyError 'checkpoint'"),
        (lambda p: {**p, "entries": None}, "not the form of a proof"),
        (lambda p: {**p, "statement": ["x"]}, "not the form of a proof"),
        (lambda p: {**p, "claim": {**p["claim"], "text": "[]"}}, "not a JSON object"),
        (lambda p: {**p, "claim": {**p["claim"], "text": "{"}}, "is not JSON"),
        (lambda p: {**p, "claim": {**p["claim"], "path": ["zz"]}}, "not of hashes in hex"),
    ],
)
def test_a_proof_put_together_otherwise_is_refused_in_words(kerman, said, anyone, spoil, words):
    void_statement(said, reason="Misread", version=head(), **kerman.recorded)
    proof = proof_of(anyone, said)

    with pytest.raises(NotProven, match=words):
        verify_statement(spoil(proof), our_key())


def test_a_proof_signed_by_another_key_is_refused(said, anyone):
    other = Signer(signer().name, bytes(32)).verifier

    with pytest.raises(NotProven, match="no key that we know has signed"):
        verify_statement(proof_of(anyone, said), str(other))


def test_an_entitys_row_of_another_statement_is_refused(kerman, anyone):
    one, other = (
        kerman.says("perpetrator", "bbc-1", words, entities=[kerman[slug]], sequence=n)
        for n, (words, slug) in enumerate([("IS", "islamic-state"), ("ISIS-K", "isis-k")])
    )
    proof, foreign = proof_of(anyone, one), proof_of(anyone, other)
    proof["entries"] = foreign["entries"] + proof["entries"]

    mixed = {**proof, "entities": foreign["entities"]}
    crossed = copy.deepcopy(proof)
    crossed["entities"][0]["entity"] = foreign["entities"][0]["entity"]

    with pytest.raises(NotProven, match="names an entity of another statement"):
        verify_statement(mixed, our_key())
    with pytest.raises(NotProven, match="the row is of another than the statement names"):
        verify_statement(crossed, our_key())


# What was erased for law keeps its hash: the trees hold it, the rows no longer give it.


@pytest.fixture
def erased_rows(monkeypatch):
    """Makes rows of a table read otherwise than they were sealed, as an erasure leaves them."""

    def erase(table: str) -> None:
        read = proving.row_text

        def row_text(name: str, row: str = "h") -> str:
            text = read(name, row)
            return f"replace({text}, '\"salt\"', '\"none\"')" if name == table else text

        monkeypatch.setattr(proving, "row_text", row_text)

    return erase


def test_what_was_erased_beside_a_statement_is_left_out(said, anyone, erased_rows):
    erased_rows("sources_historicaldocument")

    proof = proof_of(anyone, said)
    proven = verify_statement(proof, our_key())

    assert proof["document"]["text"] is None
    assert proven.wording == "at least 84"
    assert sorted(proven.context) == ["attributed_to", "claim", "topic", "via"]


def test_an_erased_entity_is_left_out(kerman, anyone, erased_rows):
    said = kerman.says("perpetrator", "bbc-1", "IS", entities=[kerman["islamic-state"]])
    erased_rows("claims_historicalentity")

    assert verify_statement(proof_of(anyone, said), our_key()).entities == ()


def test_an_erased_statement_is_not_proven(said, anyone, erased_rows):
    erased_rows("claims_historicalrevision")

    response = anyone.get(address(said))

    assert faults(response) == [("409", "erased"), ("", "erased")]


def test_a_statement_of_an_entry_whose_author_was_erased_is_not_proven(said, anyone, monkeypatch):
    text = "replace(public.history_canonical('history_entry', to_jsonb(e) - 'root'), 'Alice', '')"
    monkeypatch.setattr(proving, "ENTRY_TEXT", text)

    assert faults(anyone.get(address(said))) == [("409", "erased"), ("", "erased")]
    assert anyone.get(f"ledger/{head()}/").json()["text"] is None


def test_json_of_a_proof_survives_being_written_and_read(said, anyone):
    proof = proof_of(anyone, said)

    again = json.loads(json.dumps(proof, indent=2, sort_keys=True))

    assert verify_statement(again, our_key()) == verify_statement(proof, our_key())
