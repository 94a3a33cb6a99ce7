"""Erasure for law: the words are gone from the whole database, the ledger still verifies."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction

from accounts.models import KeptAnswer, User
from api.refusals import Refusal
from api.typeid import encode
from claims.models import Claim, Entity, PastSheet, Revision
from claims.proof import verify_statement
from claims.quotations import Quotation
from history.copies import Copy, copies_of
from history.erasable import ERASED, erasable_fields
from history.erasing import Erased, erase
from history.kept_hashes import set_aside
from history.merkle import inclusion_holds
from history.models import Entry, Erasure
from history.recording import recording
from history.targets import find_target
from history.tracking import TRACKED
from history.tree import signer
from history.triggers import differences
from sources.models import Document, DocumentText, DocumentVersion, Source
from sources.registering import edit_source, register_version
from tests.admin_site import page_of, signed_in
from tests.callers import Caller
from tests.claims.assessments import untrue_then
from tests.conftest import person
from tests.history.hashes import PINNED, leaf_hash, recomputed, stored
from tests.history.ledger import a_source, entries, make_sources, run
from tests.kerman import Kerman, kerman

SECRET = "Zebulon Quartermaine"
READ_AT = datetime(2024, 1, 5, tzinfo=UTC)
WHY = "Court order 12/2027"


def erased(record: str, *names: str, by: User | None = None, **options: Any) -> Erased:
    return erase(find_target(record), names, by=by, reason=WHY, **options)


def refusal(record: str, *names: str, **options: Any) -> list[tuple[str, str]]:
    """Code and words of what an erasure is refused for."""
    with pytest.raises(Refusal) as refused:
        erase(find_target(record), names, **{"by": None, "reason": WHY, **options})
    return [(fault.code, fault.detail) for fault in refused.value.faults]


def tables() -> list[str]:
    """The tables that the role may read; the owner reads all."""
    found = run(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
    )
    return [table for (table,) in found]


def holding(word: str) -> list[str]:
    """The tables of which a row, written out whole, holds the word, as text or as its bytes."""
    return [
        table
        for table in tables()
        if run(
            f"SELECT 1 FROM public.{table} t"
            " WHERE strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0 LIMIT 1",
            [word, word.encode().hex()],
        )
    ]


def kept() -> list[tuple[str, int, list[str]]]:
    """Table, position of the erasing entry and columns of each kept hash."""
    found = Erasure.objects.order_by("history_id")
    return list(found.values_list("historical_table", "position", "columns"))


def remaining(table: str) -> list[tuple[bytes, bytes]]:
    """Hash of each erased row as it is now, and the hash kept of what remained of it."""
    key, text = (
        ("position", "to_jsonb(h) - 'root'")
        if table == "history_entry"
        else ("history_id", "to_jsonb(h)")
    )
    with transaction.atomic():
        run(PINNED)
        found = run(
            "SELECT jsonb_strip_nulls(jsonb_build_object('@table', x.historical_table)"
            f" || {text})::text, x.remaining_hash FROM history_erasure x"
            f" JOIN {table} h ON h.{key} = x.erased_history_id"
            " WHERE x.historical_table = %s"
            " AND x.history_id = (SELECT max(y.history_id) FROM history_erasure y"
            "  WHERE (y.historical_table, y.erased_history_id)"
            "      = (x.historical_table, x.erased_history_id))",
            [table],
        )
    return [(leaf_hash(text), bytes(remaining)) for text, remaining in found]


def a_blog() -> Source:
    """A source whose name and note were edited since, each time with the word that must go."""
    with recording(by=None, channel="command", reason="setup"):
        source = a_source("blog", name=SECRET, aliases=[f"{SECRET} II"], note="public")
        source.save()
    return edit_source(source, {"note": f"by {SECRET}"}, by=None, reason="Seen", channel="admin")


def the_example() -> Kerman:
    return kerman(person("alice", "editor", is_staff=True))


def test_the_words_are_gone_from_the_record_and_all_its_history(owner_committed_db):
    source = a_blog()
    before = stored()

    done = erased("source:blog", "name", "aliases", "note")

    assert holding("Zebulon") == []
    assert entries()[2:] == [(3, "", "command", WHY)]
    assert [
        (row.name, row.aliases, row.note, bytes(row.salt) == b"", row.changed)
        for row in source.history.order_by("history_id")
    ] == [
        (ERASED, [], "", True, []),
        (ERASED, [], "", True, ["note"]),
        (ERASED, [], "", False, ["name", "aliases", "note"]),
    ]
    assert done.live == {"name": ERASED, "aliases": [], "note": ""}
    assert kept() == [
        ("sources_historicalsource", 3, ["name", "aliases", "note"]),
        ("sources_historicalsource", 3, ["name", "aliases", "note"]),
    ]
    assert stored()[:2] == before
    assert stored() == recomputed()


def test_rows_that_held_none_of_it_keep_their_salt(owner_committed_db):
    [source] = make_sources("blog")
    edit_source(source, {"note": f"by {SECRET}"}, by=None, reason="Seen", channel="admin")

    erased("source:blog", "note")

    assert [bytes(row.salt) == b"" for row in source.history.order_by("history_id")] == [
        False,
        True,
        False,
    ]
    assert kept() == [("sources_historicalsource", 3, ["note"])]


def test_a_record_erased_twice_keeps_the_hash_it_was_sealed_with(owner_committed_db):
    a_blog()
    erased("source:blog", "name", leave_copies=True)
    erased("source:blog", "note", "aliases")

    by_row: dict[int, set[bytes]] = {}
    for erasure in Erasure.objects.all():
        by_row.setdefault(erasure.erased_history_id, set()).add(bytes(erasure.row_hash))
    assert [len(hashes) for hashes in by_row.values()] == [1, 1, 1]
    assert stored() == recomputed()
    assert all(now == then for now, then in remaining("sources_historicalsource"))


def test_what_remains_of_an_erased_row_is_hashed_too(owner_committed_db):
    a_blog()
    erased("source:blog", "name", "aliases", "note")
    untouched = remaining("sources_historicalsource")

    run("ALTER TABLE sources_historicalsource DISABLE TRIGGER sources_historicalsource_insert_only")
    run("UPDATE sources_historicalsource SET country = 'XX' WHERE history_type = '+'")

    assert [now == then for now, then in untouched] == [True, True]
    assert sorted(now == then for now, then in remaining("sources_historicalsource")) == [
        False,
        True,
    ]


def test_a_statements_words_are_erased_although_they_never_change(owner_committed_db):
    example = the_example()
    said = example.says(
        "deaths", "bbc-1", "at least 84", quotation=Quotation(exact=f"{SECRET} said at least 84")
    )

    erased(encode("rev", said.pk), "quotation_exact")

    assert holding("Zebulon") == []
    assert Revision.objects.values_list("quotation_exact", "wording").get() == (
        ERASED,
        "at least 84",
    )
    assert stored() == recomputed()
    with pytest.raises(Exception, match="never changed"):
        Revision.objects.update(wording="85")


def test_an_erased_statement_is_counted_once_as_of_any_position(owner_committed_db):
    example, anyone = the_example(), Caller()
    example.document("undated", example["bbc"])
    said = [
        example.says("deaths", document, "84", locator=f"{SECRET} said so")
        for document in ("bbc-1", "undated")
    ]
    for revision in said:
        erased(encode("rev", revision.pk), "locator", leave_copies=True)
    newest = Entry.objects.latest("position").position
    asked = "claims/deaths/agreement/?pairs=true&stated_until=2024-02-01"

    answers = [
        anyone.get(f"{asked}{which}{at}").json()
        for which in ("", "&silent=true")
        for at in ("", *(f"&as_of={position}" for position in range(newest - 2, newest + 1)))
    ]

    for answer in answers:
        for name in ("as_of", "position", "silent"):
            answer.pop(name, None)
    assert answers == [answers[0]] * 8
    assert (answers[0]["undated"], len(answers[0]["heads"])) == (1, 1)
    assert stored() == recomputed()


def test_where_the_database_wants_words_it_gets_that_they_were_erased(owner_committed_db):
    """A quotation found in a text keeps its place, and a place keeps a quotation."""
    example = the_example()
    version, _ = register_version(
        document=example["bbc-1"],
        text=f"{SECRET} said at least 84.",
        retrieved_at=READ_AT,
        by=None,
        channel="admin",
    )
    said = example.says(
        "deaths",
        "bbc-1",
        "at least 84",
        version=version,
        quotation=Quotation(exact=f"{SECRET} said at least 84"),
    )

    erased(encode("rev", said.pk), "quotation_exact", leave_copies=True)

    assert Revision.objects.values_list("quotation_exact", flat=True).get() == ERASED


def test_a_versions_text_is_erased_for_all_that_read_the_same(owner_committed_db):
    example = the_example()
    for document in ("bbc-1", "irna-1"):
        register_version(
            document=example[document],
            text=f"{SECRET} said so.",
            retrieved_at=READ_AT,
            by=None,
            channel="admin",
        )
    version = DocumentVersion.objects.first()

    done = erased(encode("ver", version.pk), "text")

    assert holding("Zebulon") == []
    assert DocumentText.objects.count() == 0
    assert list(DocumentVersion.objects.values_list("has_text", flat=True)) == [False, False]
    assert done.also == [f"the kept text {version.content_sha256} of 2 versions"]
    assert stored() == recomputed()


def test_an_entitys_names_are_erased_where_they_are_looked_for(owner_committed_db):
    example = the_example()
    entity = example.entity("suspect", SECRET, kind="person", aliases=[f"{SECRET} II"])
    example.says("perpetrator", "bbc-1", "him", entities=[entity])

    erased(encode("ent", entity.pk), "name", "aliases", "slug")

    assert holding("Zebulon") == []
    assert Entity.objects.filter(slug=f"erased-{entity.pk.hex[-12:]}").count() == 1
    assert stored() == recomputed()


def test_a_claims_kept_sheet_loses_the_words(owner_committed_db):
    example = the_example()
    claim = example.claim(
        "who", f"Was it {SECRET}?", "boolean", definitions=[f"as {SECRET} has it"]
    )
    example.says("who", "bbc-1", "yes", value=True)

    erased(encode("clm", claim.pk), "question", "definitions", "label", leave_copies=True)

    assert holding("Zebulon") == []
    assert Claim.objects.filter(pk=claim.pk).values_list("question", "definitions").get() == (
        ERASED,
        [],
    )


@pytest.mark.parametrize("secret", [SECRET, "ZQ"], ids=["words", "too short to be looked for"])
def test_sheets_of_the_past_lose_the_words(owner_committed_db, secret):
    example = the_example()
    blog = example.source("blog", secret, "outlet")
    example.document("post", blog, "2024-01-05")
    for figure in ("84", "95"):
        example.says("deaths", "post", figure)
    edit_source(blog, {"name": "A blog"}, by=None, reason="Renamed", channel="admin")
    example.says("deaths", "post", "96")
    shown = PastSheet.objects.filter(sheet__contains=secret).count()

    done = erased("source:blog", "name", "slug", leave_copies=True)
    emptied = PastSheet.objects.exclude(rules="", sheet="").count()
    call_command("assess", past=True, stdout=io.StringIO())

    assert (shown, emptied) == (2, 0)
    assert "sheets of past positions" in "".join(done.also)
    assert PastSheet.objects.filter(sheet__contains=secret).count() == 0
    assert PastSheet.objects.filter(sheet__contains=ERASED).count() == 4
    assert untrue_then()[1] == {}


def test_an_answer_about_the_past_that_lost_words_is_sent_anew(owner_committed_db):
    example, anyone = the_example(), Caller()
    blog = example.source("blog", SECRET, "outlet")
    example.document("post", blog, "2024-01-05")
    for figure in ("84", "95"):
        example.says("deaths", "post", figure)
    then = Entry.objects.latest("position")
    instant = f"{then.recorded_at:%Y-%m-%dT%H:%M:%S.%fZ}"
    example.says("deaths", "bbc-1", "95")
    paths = [
        f"{path}as_of={at}"
        for path in ("sources/?", "topics/kerman/sheet/?", "claims/deaths/agreement/?", "changes/?")
        for at in (then.position, instant)
    ]
    paths += [f"claims/deaths/diff/?from=1{to}" for to in ("", f"&to={then.position}")]
    before = {path: anyone.get(path) for path in paths}

    erased("source:blog", "name", "slug", leave_copies=True)
    after = {path: anyone.get(path, if_none_match=before[path]["ETag"]) for path in paths}
    again = {path: anyone.get(path, if_none_match=after[path]["ETag"]) for path in paths}

    for answers, status in ((before, 200), (after, 200), (again, 304)):
        assert {p: answer.status_code for p, answer in answers.items()} == dict.fromkeys(
            paths, status
        )
    assert SECRET in "".join(answer.content.decode() for answer in before.values())
    assert SECRET not in "".join(answer.content.decode() for answer in after.values())


def test_who_signed_an_entry_stands_in_no_sheet(owner_committed_db):
    example = the_example()
    for figure in ("84", "95"):
        example.says("deaths", "bbc-1", figure)
    before = list(PastSheet.objects.order_by("claim_id", "since").values_list())

    erased("user:alice", "name", leave_copies=True)

    assert before
    assert list(PastSheet.objects.order_by("claim_id", "since").values_list()) == before


def test_a_users_name_is_erased_from_the_entries_they_signed(owner_committed_db):
    eve = (
        person("quartermaine", "editor", name=SECRET)
        if False
        else User.objects.create_user(
            username="quartermaine", name=SECRET, email="zebulon@example.org"
        )
    )
    with recording(by=eve, channel="admin", reason="signed"):
        a_source("a").save()
    before = stored()

    erased("user:quartermaine", "name", "username", "email")

    assert (holding("Zebulon"), holding("uartermaine"), holding("zebulon")) == ([], [], [])
    assert Entry.objects.get(reason="signed").actor_name == ERASED
    assert [table for table, _, _ in kept()] == ["history_entry", "history_historicaluser"]
    assert stored()[: len(before)] == before
    assert stored() == recomputed()
    assert all(now == then for now, then in remaining("history_entry"))


def test_the_words_of_an_entry_are_erased(owner_committed_db):
    make_sources("a")
    with recording(by=None, channel="admin", reason=f"{SECRET} asked for it"):
        Source.objects.update(note="x")

    erased("entry:2", "reason")

    assert holding("Zebulon") == []
    assert entries() == [
        (1, "", "command", "setup"),
        (2, "", "admin", ERASED),
        (3, "", "command", WHY),
    ]
    assert stored() == recomputed()


def test_words_that_stand_elsewhere_too_are_named_before_anything_is_erased(owner_committed_db):
    a_blog()
    Document.objects.create(key="d", title=f"What {SECRET} wrote")
    before = holding("Zebulon"), entries()

    told = refusal("source:blog", "name", "aliases", "note")

    assert told == [
        (
            "copies",
            "the words also stand in sources_document.title: 1 row; erase them there first, "
            "or leave them knowingly",
        ),
        (
            "copies",
            "the words also stand in sources_historicaldocument.title: 1 row; erase them there "
            "first, or leave them knowingly",
        ),
    ]
    assert (holding("Zebulon"), entries()) == before
    assert erased("source:blog", "name", "aliases", "note", leave_copies=True).copies == [
        Copy("sources_document", "title", 1),
        Copy("sources_historicaldocument", "title", 1),
    ]


@pytest.mark.parametrize(
    ("record", "names", "code", "words"),
    [
        ("source:blog", ["parent"], "not_erasable", "parent can't be erased: keys and links"),
        ("source:blog", ["id"], "not_erasable", "id can't be erased: keys and links"),
        ("source:blog", ["kind"], "not_erasable", "kind can't be erased: it is one of a fixed"),
        ("source:blog", ["is_retired"], "not_erasable", "it holds no words; what can: slug, name"),
        ("source:blog", ["nme"], "unknown", "did you mean 'name'?"),
        ("source:blog", ["url"], "nothing", "there is nothing to erase: url of source "),
        ("entry:1", ["root"], "unknown", "of an entry actor_name, reason, request_id can be"),
    ],
)
def test_what_cannot_be_erased_is_refused_in_words(owner_committed_db, record, names, code, words):
    a_blog()

    [(given, told)] = refusal(record, *names)

    assert given == code
    assert words in told
    assert Erasure.objects.count() == 0


@pytest.mark.parametrize("reason", ["", " ", f"{SECRET} demands it"])
def test_a_reason_is_given_and_repeats_nothing(owner_committed_db, reason):
    a_blog()

    [(code, _)] = refusal("source:blog", "name", "aliases", "note", reason=reason)

    assert code == ("repeats" if reason.strip() else "required")
    assert "sources_source" in holding(SECRET)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sorce:blog", "did you mean 'source'?"),
        ("source:none", "no source 'none' is on record"),
        ("entry:99", "no entry '99' is on record"),
        ("entry:²", "no entry '²' is on record"),
        ("blog", "'blog' is no id of a record (clm_…, doc_…, ent_…"),
        (f"src_{'0' * 26}", "no source 'src_00000000000000000000000000' is on record"),
    ],
)
def test_what_is_not_on_record_is_told(db, text, words):
    with pytest.raises(Refusal) as refused:
        find_target(text)

    assert words in str(refused.value)


def test_every_rule_stands_again_after_it(owner_committed_db):
    a_blog()
    erased("source:blog", "name", "aliases", "note", "slug")
    refusal("source:blog" if Source.objects.filter(slug="blog").exists() else "entry:1", "root")

    assert differences() == []
    assert (
        run("SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'A'") == []
    )
    for table in ("sources_historicalsource", "history_entry", "history_erasure"):
        with pytest.raises(Exception, match="onrecord"):
            run(f"UPDATE {table} SET position = position")


def test_a_failed_erasure_leaves_every_rule_standing(owner_committed_db, monkeypatch):
    a_blog()
    before = holding("Zebulon"), entries(), stored()

    def fails(kept: Any) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr("history.erasing.write_erasures", fails)
    with pytest.raises(RuntimeError):
        erased("source:blog", "name", "aliases", "note", "slug")

    assert (holding("Zebulon"), entries(), stored()) == before
    assert differences() == []


def test_nobody_but_the_owner_can_erase(committed_db):
    a_blog()
    before = holding("Zebulon"), entries()

    with pytest.raises(ProgrammingError, match="permission denied"):
        erased("source:blog", "name", "aliases", "note")
    with (
        pytest.raises(ProgrammingError, match="must be owner of table"),
        set_aside("sources_historicalsource", "sources_historicalsource_insert_only"),
    ):
        pass
    with pytest.raises(ProgrammingError, match="permission denied"):
        run("INSERT INTO history_erasure DEFAULT VALUES")

    assert (holding("Zebulon"), entries()) == before


def test_the_past_is_read_without_the_words(owner_committed_db):
    example = the_example()
    example.source("blog", SECRET)
    example.document("post", example["blog"], "2024-01-06")
    said = example.says(
        "deaths",
        "post",
        "at least 84",
        attributed_to=example["blog"],
        quotation=Quotation(exact=f"{SECRET}: at least 84"),
    )
    position = Entry.objects.latest("position").position
    erased(encode("rev", said.pk), "quotation_exact", leave_copies=True)
    erased("source:blog", "name")
    alice = Caller(example.by)

    for path in (
        "sources/blog/",
        f"revisions/{encode('rev', said.pk)}/",
        f"revisions/{encode('rev', said.pk)}/history/",
        "claims/deaths/history/",
        "claims/deaths/agreement/",
        "claims/deaths/timeline/",
        "claims/deaths/provenance/",
    ):
        for as_of in ("", f"?as_of={position}"):
            response = alice.get(f"{path}{as_of}")
            assert (path, as_of, response.status_code) == (path, as_of, 200)
            assert "Zebulon" not in response.content.decode()


def test_feed_and_admin_pages_show_that_it_was_erased(owner_committed_db):
    example = the_example()
    source = example.source("blog", SECRET)
    erased("source:blog", "name")
    entry = Entry.objects.latest("position")
    auditor = Caller(person("charlie", "auditor"))

    told = auditor.get(f"changes/{entry.position}/")
    feed = auditor.get("changes/?limit=500")
    editing = signed_in(example.by)
    history = editing.get(page_of(source, "history"))

    assert (told.status_code, feed.status_code, history.status_code) == (200, 200, 200)
    assert b"Zebulon" not in told.content + feed.content + history.content
    assert ERASED in feed.content.decode()
    assert ERASED in history.content.decode()


def test_answers_kept_for_repeated_requests_are_emptied(owner_committed_db):
    alice = Caller(person("alice", "editor"))
    body = {"slug": "blog", "name": f'{SECRET} "Zé"', "kind": "outlet"}
    made = alice.post("sources/", body, idempotency_key="once")

    done = erased("source:blog", "name")

    again = alice.post("sources/", body, idempotency_key="once")
    assert (made.status_code, again.status_code) == (201, 422)
    assert done.also == ["1 kept answer to requests"]
    assert (holding("Zebulon"), copies_of({f'{SECRET} "Zé"'})) == ([], [])
    assert KeptAnswer.objects.values_list("key", "body").get() == ("once", b"")


def test_a_proof_of_what_was_erased_is_refused_and_of_what_stands_beside_it_holds(
    owner_committed_db,
):
    example = the_example()
    with recording(by=example.by, channel="admin", reason="both"):
        said = example.says("deaths", "bbc-1", "at least 84", locator=SECRET)
        beside = example.says("deaths", "irna-1", "103")

    erased(encode("rev", said.pk), "locator")

    anyone = Caller()
    refused = anyone.get(f"revisions/{encode('rev', said.pk)}/proof/")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "erased")
    proof = anyone.get(f"revisions/{encode('rev', beside.pk)}/proof/").json()
    proven = verify_statement(proof, str(signer().verifier))
    assert proven.log.checkpoint.size == entries()[-1][0]


def test_an_entry_that_was_erased_keeps_its_place_in_the_log_and_proves_no_row(owner_committed_db):
    example = the_example()
    said = example.says("deaths", "bbc-1", "at least 84")
    position = entries()[-1][0]
    erased("user:alice", "name", leave_copies=True)

    entry = Caller().get(f"ledger/{position}/").json()
    refused = Caller().get(f"revisions/{encode('rev', said.pk)}/proof/")

    path = [bytes.fromhex(step) for step in entry["path"]]
    leaf, head = bytes.fromhex(entry["leaf"]), stored()[-1]
    assert (entry["text"], entry["size"]) == (None, head[0])
    assert inclusion_holds(leaf, position - 1, head[0], path, head[2])
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "erased")


def test_short_words_are_looked_for_nowhere(owner_db):
    make_sources("a")

    assert copies_of({"A"}) == []
    assert copies_of({"outlet", "100%_"}) == [
        Copy("sources_historicalsource", "kind", 1),
        Copy("sources_source", "kind", 1),
    ]


def test_a_field_can_be_erased_wherever_it_holds_words(db):
    """Every tracked model: what can be erased, so that a new field is thought about."""
    assert {
        str(model._meta.model_name): list(erasable_fields(tracked))
        for model, tracked in TRACKED.items()
    } == {
        "user": ["username", "email", "name"],
        "membership": [],
        "token": ["name"],
        "source": ["slug", "name", "aliases", "country", "url", "note"],
        "document": [
            "title",
            "byline",
            "url",
            "key",
            "archived_url",
            "language",
        ],
        "documentversion": [],
        "topic": [
            "slug",
            "name",
            "description",
            "place",
            "wikidata_id",
        ],
        "entity": ["slug", "name", "aliases", "wikidata_id"],
        "claim": ["slug", "question", "label", "unit", "definitions", "adopted_wording"],
        "claimnote": ["text"],
        "claimparty": [],
        "revision": [
            "wording",
            "text",
            "definition",
            "quotation_exact",
            "quotation_prefix",
            "quotation_suffix",
            "locator",
            "importer",
            "external_id",
        ],
        "revisionentity": [],
    }
