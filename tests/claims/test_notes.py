"""Notes on claims: written and withdrawn at the desk, and shown to nobody else."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from api.refusals import Conflict, Invalid
from claims.models import Claim, ClaimNote
from claims.noting import note_claim, withdraw_note
from history.models import Entry
from history.recording import recording
from tests.admin_site import page_of, send, signed_in
from tests.callers import Caller, head, on_record

SECRET = "Rang the governor's office 14:20, confirms 91"
WHY = "The office took it back"


@pytest.fixture
def noted(kerman, alice):
    kerman.says("deaths", "irna-1", "91")
    return note_claim(kerman["deaths"], SECRET, by=alice, channel="admin", reason="Governor")


def shown(client, claim):
    page = client.get(page_of(claim))
    return [(note.text, note.by) for note in page.context["notes"] or ()]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_note_is_written_on_the_claim_s_page(kerman, who, request):
    user = request.getfixturevalue(who)
    client, claim = signed_in(user), kerman["deaths"]

    done = client.post(f"{page_of(claim)[:-7]}note/", {"text": f"  {SECRET} "})

    entry = Entry.objects.order_by("-position").first()
    assert done["Location"] == f"{page_of(claim)}#notes"
    assert (entry.actor, entry.channel) == (user, "admin")
    assert shown(client, claim) == [(SECRET, user.name)]


def test_notes_stand_newest_first_with_who_and_when(kerman, noted, alice, bob):
    note_claim(kerman["deaths"], "Called back", by=bob, channel="admin")

    page = signed_in(alice).get(page_of(kerman["deaths"]))

    assert [(n.text, n.by) for n in page.context["notes"]] == [
        ("Called back", "Bob"), (SECRET, "Alice"),
    ]  # fmt: skip
    assert all(note.at for note in page.context["notes"])


def test_a_note_is_withdrawn_with_a_reason_and_stays_in_history(kerman, noted, alice, charlie):
    client, claim = signed_in(alice), kerman["deaths"]

    silent = send(client, page_of(noted, "void"))
    done = send(client, page_of(noted, "void"), reason=WHY)

    assert list(silent.context["form"].errors) == ["reason"]
    assert done["Location"] == f"{page_of(claim)}#notes"
    assert shown(client, claim) == []
    told = signed_in(charlie).get(page_of(claim, "history")).content.decode()
    assert "Rang the governor" in told
    assert WHY in told


def test_a_note_is_never_edited(noted, alice):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        recording(by=alice, reason="Better", channel="command"),
    ):
        ClaimNote.objects.filter(pk=noted.pk).update(text="Something else")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001], ids=["empty", "blank", "too long"])
def test_a_note_that_says_nothing_or_too_much_is_refused(kerman, alice, text):
    before = on_record()
    with pytest.raises(Invalid):
        note_claim(kerman["deaths"], text, by=alice, channel="admin")
    assert on_record() == before

    answer = signed_in(alice).post(f"{page_of(kerman['deaths'])[:-7]}note/", {"text": text})
    assert answer.status_code == 302
    assert on_record() == before


def test_a_withdrawn_note_is_not_withdrawn_again(noted, alice):
    recorded = {"by": alice, "reason": WHY, "channel": "admin"}
    withdraw_note(noted, **recorded)

    with pytest.raises(Conflict):
        withdraw_note(noted, **recorded)


def test_an_auditor_reads_notes_and_crafted_posts_change_nothing(kerman, noted, charlie):
    client, claim, before = signed_in(charlie), kerman["deaths"], on_record()

    page = client.get(page_of(claim))
    added = client.post(f"{page_of(claim)[:-7]}note/", {"text": "Mine"})
    withdrawn = client.post(page_of(noted, "void"), {"reason": WHY, "version": head()})

    assert [note.text for note in page.context["notes"]] == [SECRET]
    assert page.context["note_form"] is None
    assert [added.status_code, withdrawn.status_code] == [403, 403]
    assert on_record() == before


def test_a_contributor_withdraws_nothing(kerman, noted, bob):
    before = on_record()

    refused = signed_in(bob).post(page_of(noted, "void"), {"reason": WHY, "version": head()})

    assert refused.status_code == 403
    assert on_record() == before


READS = (
    "changes/?limit=100",
    "changes/?claim=deaths",
    "changes/?topic=kerman",
    "changes/?field=text",
    "changes/{position}/",
    "claims/",
    "claims/deaths/",
    "claims/?expand=topic",
    "claims/deaths/history/",
    "claims/deaths/timeline/",
    "claims/deaths/provenance/",
    "claims/deaths/agreement/?statements=all",
    "claims/deaths/diff/?from=1",
    "topics/kerman/diff/?from=1",
    "topics/kerman/sheet/",
    "revisions/?claim=deaths",
    "revisions/?expand=claim",
    "search/?q=governor",
    "audit/changes/?claim=deaths",
    "audit/changes/?topic=kerman",
    "ledger/",
    "ledger/checkpoint",
)
LINES = ("claims/", "revisions/", "changes/")


@pytest.mark.parametrize("scopes", [None, ("read",), ("read", "write")], ids=str)
def test_no_answer_without_the_audit_scope_shows_a_note(noted, alice, anyone, scopes):
    caller = anyone if scopes is None else Caller(alice, *scopes)
    reads = [path.format(position=head()) for path in READS]

    answers = [caller.get(path) for path in reads]
    answers += [caller.get(path, accept="application/x-ndjson") for path in LINES]

    told = [text_of(answer) for answer in answers]
    assert sum(answer.status_code == 200 for answer in answers) > len(READS) - 4
    assert not [text for text in told if "overnor" in text or "claimnote" in text]


def test_the_audit_scope_reads_notes_in_the_feed(noted, charlie):
    feed = Caller(charlie, "audit", "read").get("changes/?claim=deaths&limit=100").json()

    assert SECRET in str(feed)


def text_of(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode()


def test_a_note_leaves_the_claim_s_version_and_verdict_as_they_are(kerman, alice, calling_alice):
    kerman.says("deaths", "irna-1", "91")
    etag = calling_alice.get("claims/deaths/")["ETag"]
    agreement = calling_alice.get("claims/deaths/agreement/").json()["verdict"]

    note_claim(kerman["deaths"], SECRET, by=alice, channel="admin")

    assert calling_alice.get("claims/deaths/")["ETag"] == etag
    assert calling_alice.get("claims/deaths/agreement/").json()["verdict"] == agreement


def test_the_past_page_shows_no_notes(kerman, noted, alice):
    page = signed_in(alice).get(page_of(kerman["deaths"]), {"as_of": f"#{head()}"})

    assert page.status_code == 200
    assert "overnor" not in page.content.decode()


@pytest.mark.parametrize("notes", [1, 3])
def test_notes_cost_the_claim_s_page_no_query(kerman, alice, notes):
    client, claim = signed_in(alice), Claim.objects.get(slug="deaths")
    kerman.says("deaths", "irna-1", "91")
    client.get(page_of(claim))
    before = queries_of(client, claim)
    for number in range(notes):
        note_claim(claim, f"Call {number}", by=alice, channel="admin")

    assert queries_of(client, claim) == before


def queries_of(client, claim):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page_of(claim)).status_code == 200
    return len(asked)
