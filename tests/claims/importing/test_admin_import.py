"""Importing in the admin: what a file would do, shown first; then that very file, or none of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from claims.admin.importing import KEPT_FOR, LARGEST, UploadForm
from claims.models import Revision, Upload
from history.models import Entry
from sources.models import Source
from tests.admin_site import signed_in
from tests.callers import on_record

PAGE = "/admin/import/"
SOURCE = {"source": {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}}
SAID = {"claim": "deaths", "document": {"key": "bbc-1"}, "wording": "at least 84", "sequence": 3}
BAD = {"claim": "no-such-claim", "document": {"key": "bbc-1"}, "wording": "84"}
REASON = "The desk's backlog"


def file_of(*lines, name="backlog.ndjson"):
    return SimpleUploadedFile(name, "".join(f"{json.dumps(each)}\n" for each in lines).encode())


def given(client, *lines, **more):
    """The preview of a file."""
    return client.post(PAGE, {"file": file_of(*lines), "reason": REASON, **more})


def confirmed(client, preview, **more):
    sent = {"reason": REASON, "upload": str(preview.context["upload"].pk), **more}
    return client.post(PAGE, sent)


def test_the_page_has_a_name():
    assert reverse("admin:claims_import") == PAGE


def test_a_preview_says_what_would_be_and_records_nothing(kerman, alice):
    before = on_record()

    preview = given(signed_in(alice), SOURCE, SAID, BAD)

    assert preview.context["made"] == [(1, "source"), (1, "statement")]
    (refused,) = preview.context["refused"]
    assert (refused.line, refused.field, refused.code) == (3, "claim", "unknown")
    assert preview.context["beginning"] == [
        (1, "source", "Tasnim"),
        (2, "statement", "“at least 84”, deaths, in bbc-1"),
        (3, "statement", "“84”, no-such-claim, in bbc-1"),
    ]
    assert on_record() == before


@pytest.mark.parametrize("user", ["alice", "bob"])
def test_confirmed_the_file_is_imported_in_one_entry_of_the_editor_s(kerman, user, request):
    user = request.getfixturevalue(user)
    client = signed_in(user)

    done = confirmed(client, given(client, SOURCE, SAID))

    entry = Entry.objects.order_by("-position").first()
    assert done.status_code == 302
    assert (entry.actor, entry.reason, entry.channel) == (user, REASON, "admin")
    assert Source.objects.filter(slug="tasnim").exists()
    assert Revision.objects.get().wording == "at least 84"
    assert not Upload.objects.exists()
    message = client.get(PAGE).content.decode()
    assert f"Imported in #{entry.position}: 1 source, 1 statement new" in message


def test_one_refused_line_holds_back_the_whole_file(kerman, alice):
    client = signed_in(alice)
    preview, before = given(client, SAID, BAD), on_record()

    held = confirmed(client, preview)

    assert held.status_code == 200
    assert held.context["held_back"] is True
    assert [each.line for each in held.context["refused"]] == [2]
    assert on_record() == before


def test_what_is_refused_is_left_out_if_asked(kerman, alice):
    client = signed_in(alice)

    confirmed(client, given(client, SAID, BAD, keep_going="on"), keep_going="on")

    assert Revision.objects.get().wording == "at least 84"


def test_the_same_file_again_changes_nothing(kerman, alice):
    client = signed_in(alice)
    confirmed(client, given(client, SAID))
    before = on_record()

    again = given(client, SAID)
    confirmed(client, again)

    assert (again.context["made"], again.context["report"].unchanged) == ([], 1)
    assert on_record() == before


def test_a_table_is_read_by_its_ending(kerman, alice):
    table = SimpleUploadedFile("backlog.csv", b"claim,document.key,wording\ndeaths,bbc-1,95\n")

    preview = signed_in(alice).post(PAGE, {"file": table, "reason": REASON})

    assert (preview.context["made"], preview.context["refused"]) == ([(1, "statement")], [])


def test_what_is_no_record_is_refused_by_its_line(kerman, alice):
    broken = SimpleUploadedFile("a.ndjson", b'{"claim": \n[1]\n')

    preview = signed_in(alice).post(PAGE, {"file": broken, "reason": REASON})

    assert [(each.line, each.field) for each in preview.context["refused"]] == [
        (1, "the line"), (2, "the line"),
    ]  # fmt: skip


def test_a_file_that_is_too_large_is_refused_with_the_other_ways():
    form = UploadForm(
        {"reason": REASON}, {"file": SimpleUploadedFile("a.csv", b"x" * (LARGEST + 1))}
    )

    assert not form.is_valid()
    assert "manage.py import" in str(form.errors["file"])


@pytest.mark.parametrize("missing", ["reason", "file"])
def test_nothing_is_looked_at_without_a_file_and_a_reason(kerman, alice, missing):
    sent = {"file": file_of(SAID), "reason": REASON}
    del sent[missing]

    page = signed_in(alice).post(PAGE, sent)

    assert list(page.context["form"].errors) == [missing]
    assert not Upload.objects.exists()


def test_somebody_else_s_file_is_not_imported(kerman, alice, bob):
    preview, before = given(signed_in(alice), SAID), on_record()

    refused = confirmed(signed_in(bob), preview)

    assert refused.status_code == 302
    assert on_record() == before
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("upload", ["", "none", "01a1fda0-3917-7166-8298-841d2c64f0d2"])
def test_a_file_that_is_gone_must_be_given_again(kerman, alice, upload):
    client, before = signed_in(alice), on_record()

    gone = client.post(PAGE, {"reason": REASON, "upload": upload})

    assert gone.status_code == 302
    assert "give it again" in client.get(PAGE).content.decode()
    assert on_record() == before


def test_files_nobody_confirmed_go_after_a_day(kerman, alice):
    client = signed_in(alice)
    given(client, SAID)
    late = timezone.now() - KEPT_FOR - timedelta(minutes=1)
    Upload.objects.update(uploaded_at=late)

    given(client, SOURCE)

    assert [json.loads(bytes(each.content)) for each in Upload.objects.all()] == [SOURCE]


def test_an_auditor_sees_no_page_and_a_crafted_post_does_nothing(kerman, alice, charlie):
    preview, before = given(signed_in(alice), SAID), on_record()
    client = signed_in(charlie)

    answers = [client.get(PAGE), given(client, SAID), confirmed(client, preview)]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert on_record() == before
    assert "Import a file" not in client.get("/admin/").content.decode()
    assert "Import a file" in signed_in(alice).get("/admin/").content.decode()
