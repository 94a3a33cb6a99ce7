"""The kind of change of a recorded statement: as the values say, or as an editor calls it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Revision
from tests.callers import Caller, faults, on_record
from tests.claims.test_api_revisions import statement


@pytest.fixture
def post(kerman, calling_alice) -> Any:
    """Records a statement of IRNA's first document and gives the answer's body."""

    def record(**body: Any) -> dict[str, Any]:
        response = calling_alice.post("revisions/", statement(**body))
        assert response.status_code == 201, response.json()
        return response.json()

    return record


def kinds(*shown: dict[str, Any]) -> list[str | None]:
    return [each["change_kind"] for each in shown]


SUPERSEDING = {
    "a lower count": ("103", {"wording": "95"}, "correction"),
    "a lower count by its figure": ("95", {"wording": "at least 84"}, "correction"),
    "a higher count": ("84", {"wording": "94"}, "update"),
    "a count made precise": ("at least 84", {"wording": "84"}, "clarification"),
    "the same again": ("84", {"wording": "84"}, None),
    "nothing": ("84", {"wording": "", "stance": "withdraws"}, "withdrawal"),
    "words nobody can read": ("84", {"wording": "many", "qualifier": "unreadable"}, "update"),
}


@pytest.mark.parametrize(("first", "then", "kind"), SUPERSEDING.values(), ids=SUPERSEDING)
def test_kind_of_a_superseding_statement_is_derived(post, calling_alice, first, then, kind):
    earlier = post(wording=first)

    later = post(**then, supersedes=earlier["id"], sequence=1)

    assert kinds(earlier, later) == [None, kind]
    assert calling_alice.get(f"revisions/{later['id']}/").json()["change_kind"] == kind


@pytest.mark.parametrize(("first", "then", "kind"), SUPERSEDING.values(), ids=SUPERSEDING)
def test_kind_of_a_later_statement_of_the_line_is_derived(post, first, then, kind):
    earlier = post(wording=first, stated="2024-01-03")

    later = post(**then, stated="2024-01-04")

    assert kinds(earlier, later) == [None, kind]
    assert later["supersedes"] is None


OTHER_KINDS = {
    "a day": (("day", "January", "2024-01"), ("day", "the 3rd", "2024-01-03"), "clarification"),
    "another day": (("day", "x", "2024-01-03"), ("day", "y", "2024-01-04"), "correction"),
    "yes after no": (("claimed", "no", False), ("claimed", "yes", True), "correction"),
    "a text": (("method", "two blasts", None), ("method", "a bomb", None), "correction"),
    "the same text": (("method", "two blasts", None), ("method", "Two  Blasts", None), None),
}


@pytest.mark.parametrize(("first", "then", "kind"), OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_kind_is_derived_for_every_kind_of_value(post, first, then, kind):
    earlier, later = ({"claim": c, "wording": w, "value": v} for c, w, v in (first, then))
    if first[2] is None:
        del earlier["value"], later["value"]

    superseded = post(**earlier)

    assert kinds(post(**later, supersedes=superseded["id"])) == [kind]


def test_kind_of_an_entity_follows_the_tree_of_entities(kerman, post):
    broad = post(claim="perpetrator", wording="Islamic State", entities=["islamic-state"])

    narrow = post(
        claim="perpetrator", wording="ISIS-K", entities=["isis-k"], supersedes=broad["id"]
    )
    broad_again = post(
        claim="perpetrator", wording="IS", entities=["islamic-state"], supersedes=narrow["id"]
    )

    assert kinds(broad, narrow, broad_again) == [None, "clarification", "correction"]


def test_nobody_elses_statement_counts(post):
    post(wording="94", stated="2024-01-03", document="bbc-1")
    post(wording="94", stated="2024-01-03", attributed_to="iran")
    post(wording="94", stated="2024-01-03", stance="suggests")
    post(wording="94", stated="2024-01-05")

    assert kinds(post(wording="84", stated="2024-01-04")) == [None]


def test_what_is_void_or_superseded_is_followed_by_nothing(post, calling_alice):
    void = post(wording="200", stated="2024-01-03")
    calling_alice.post(
        f"revisions/{void['id']}/void/", {"reason": "x"}, if_match=f'"{void["version"]}"'
    )
    first = post(wording="103", stated="2024-01-03")
    corrected = post(wording="80", stated="2024-01-03", sequence=1, supersedes=first["id"])

    later = post(wording="94", stated="2024-01-04")

    assert kinds(first, corrected, later) == [None, "correction", "update"]


def test_statements_tied_in_time_follow_neither_each_other(post):
    assert kinds(post(wording="95"), post(wording="84")) == [None, None]


def test_words_nobody_could_read_are_passed_over(post):
    post(wording="84", stated="2024-01-03")
    post(wording="many", qualifier="unreadable", stated="2024-01-04")

    assert kinds(post(wording="80", stated="2024-01-05")) == ["correction"]


@pytest.mark.parametrize("names_it", [True, False], ids=["named", "everything"])
def test_what_is_said_again_after_a_withdrawal_is_reinstated(post, names_it):
    first = post(wording="84", stated="2024-01-03")
    taken_back = {"supersedes": first["id"]} if names_it else {}
    away = post(wording="", stance="withdraws", stated="2024-01-04", **taken_back)

    again = post(wording="84", stated="2024-01-05")
    later = post(wording="94", stated="2024-01-06")

    assert kinds(first, away, again, later) == [None, "withdrawal", "reinstatement", "update"]


def test_a_withdrawal_of_a_hint_is_not_on_the_line_of_assertions(post):
    hint = post(wording="84", stance="suggests", stated="2024-01-03")
    post(wording="", stance="withdraws", supersedes=hint["id"], stated="2024-01-04")

    assert kinds(post(wording="84", stated="2024-01-05")) == [None]


def test_answers_of_a_claim_of_many_follow_only_what_they_supersede(kerman, post):
    kerman.claim("names", "Who died?", "text", many=True)
    first = post(claim="names", wording="Ali", stated="2024-01-03")

    another = post(claim="names", wording="Reza", stated="2024-01-04")
    instead = post(claim="names", wording="Hossein", stated="2024-01-05", supersedes=first["id"])

    assert kinds(first, another, instead) == [None, None, "update"]


def test_an_older_statement_recorded_later_changes_no_kind(post, calling_alice):
    later = post(wording="94", stated="2024-01-06")

    older = post(wording="103", stated="2024-01-04")

    assert kinds(later, older) == [None, None]
    assert calling_alice.get(f"revisions/{later['id']}/").json()["change_kind"] is None


def test_an_editor_calls_it_otherwise_with_a_reason(post):
    first = post(wording="103")

    later = post(
        wording="95",
        supersedes=first["id"],
        change_kind="update",
        reason="It counts only the bombings now",
    )

    assert kinds(later) == ["update"]


@pytest.mark.parametrize("called", ["update", "clarification", "reinstatement"])
def test_calling_it_otherwise_without_a_reason_is_refused(post, calling_alice, called):
    first = post(wording="103")
    before = on_record()

    response = calling_alice.post(
        "revisions/", statement(wording="95", supersedes=first["id"], change_kind=called)
    )

    assert faults(response) == [("400", "reason_required"), ("/reason", "reason_required")]
    assert response.json()["detail"] == (
        "its values say otherwise (correction: lowered from 103 to 95); "
        f"to call it {called}, say why in reason"
    )
    assert on_record() == before


def test_a_first_statement_is_called_a_correction_with_a_reason(post, calling_alice):
    """The source corrected a figure that we never put on record."""
    refused = calling_alice.post("revisions/", statement(change_kind="correction"))

    called = post(change_kind="correction", reason="It says that it was 103 before")

    assert faults(refused)[1:] == [("/reason", "reason_required")]
    assert "(it is the first of its line)" in refused.json()["detail"]
    assert kinds(called) == ["correction"]


def test_what_the_values_say_needs_no_reason_but_a_correction_so_called_does(post, calling_alice):
    first = post(wording="84")

    said = post(wording="94", supersedes=first["id"], change_kind="update")
    refused = calling_alice.post(
        "revisions/", statement(wording="90", supersedes=said["id"], change_kind="correction")
    )

    assert kinds(said) == ["update"]
    assert faults(refused)[1:] == [("/reason", "required")]


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ({"wording": "84", "change_kind": "withdrawal"},
         "a statement that asserts is no withdrawal; allowed: update, correction, clarification, "
         "reinstatement, none"),
        ({"wording": "", "stance": "withdraws", "change_kind": "update"},
         "a statement that withdraws is no update; allowed: withdrawal; its values make it "
         "withdrawal"),
    ],
)  # fmt: skip
def test_a_kind_that_the_stance_rules_out_is_refused(kerman, calling_alice, body, allowed):
    before = on_record()

    response = calling_alice.post("revisions/", statement(**body, reason="Because"))

    assert faults(response) == [
        ("400", "contradicts_stance"),
        ("/change_kind", "contradicts_stance"),
    ]
    assert response.json()["detail"] == f"change_kind: {allowed}"
    assert on_record() == before


def test_recording_takes_a_fixed_number_of_statements(kerman, calling_alice):
    """The kind asks one thing more; the claim comes with its topic, so that it is no more."""

    sent = []

    def cost(**body: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            response = calling_alice.post("revisions/", statement(**body))
        assert response.status_code == 201, response.json()
        sent.append([query["sql"][:200] for query in queries])
        return len(queries)

    calling_alice.get("revisions/")  # the token's first use is noted
    plain = [cost(wording=str(84 + day), stated=f"2024-01-0{day}") for day in (3, 4, 5)]
    newest = Caller(calling_alice.token.user).get("revisions/").json()["results"][-1]["id"]
    superseding = cost(wording="95", stated="2024-01-06", supersedes=newest)

    assert (plain, superseding) == ([17, 17, 17], 18), "\n".join(sent[-1])
    assert [r.change_kind for r in Revision.objects.order_by("id")] == [
        "",
        "update",
        "update",
        "update",
    ]
