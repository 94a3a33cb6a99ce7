"""What hangs on a void statement: what superseded it, what it superseded, what takes its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.importing import import_lines
from claims.models import Revision
from claims.standing_in import standing_in
from tests.callers import Caller, faults, head, on_record
from tests.claims.test_api_revisions import statement

CLAIM = "claims/deaths/"


class Desk:
    """Alice's calls, by the number of each statement: 103 ← 95 ← 84, all of one document."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.ids: dict[str, str] = {}

    def says(
        self, wording: str, supersedes: str = "", name: str = "", **more: Any
    ) -> dict[str, Any]:
        if supersedes:
            more |= {"supersedes": self.ids[supersedes], "sequence": len(self.ids)}
        response = self.caller.post("revisions/", statement(wording=wording, **more))
        assert response.status_code == 201, response.json()
        self.ids[name or wording] = response.json()["id"]
        return response.json()

    def void(self, name: str, replacement: dict[str, Any] | None = None) -> Any:
        """Void a statement; the answer."""
        path = f"revisions/{self.ids[name]}/"
        etag = self.caller.get(path)["ETag"]
        body = {"reason": "Misread", **({"replacement": replacement} if replacement else {})}
        response = self.caller.post(f"{path}void/", body, if_match=etag)
        if response.status_code == 200 and replacement:
            self.ids[replacement["wording"] or "nothing"] = response.json()["replacement"]["id"]
        return response

    def stand(self, query: str = "") -> list[str]:
        """The wordings of the heads."""
        return [h["wording"] for h in self.caller.get(f"{CLAIM}agreement/{query}").json()["heads"]]

    def shows(self, name: str) -> dict[str, Any]:
        return self.caller.get(f"revisions/{self.ids[name]}/").json()

    def links(self, name: str) -> dict[str, Any]:
        """A statement's links to others, by their names here."""
        names = {id: name for name, id in self.ids.items()}
        shown = self.shows(name)
        one = {key: names.get(shown[key]) for key in ("supersedes", "replaces", "replaced_by")}
        return {**one, "superseded_by": [names[id] for id in shown["superseded_by"]]}


@pytest.fixture
def desk(kerman, calling_alice) -> Desk:
    return Desk(calling_alice)


@pytest.fixture
def chain(desk) -> Desk:
    desk.says("103")
    desk.says("95", "103")
    desk.says("84", "95")
    return desk


def test_a_void_link_of_a_chain_leaves_its_ends_in_order(chain):
    """95 was our mistake; 84 still comes after 103, which it does not contradict."""
    chain.void("95")

    assert chain.stand() == ["84"]
    assert chain.links("84")["supersedes"] == "95"
    assert chain.links("103")["superseded_by"] == []


def test_what_superseded_a_void_statement_follows_its_replacement(chain):
    response = chain.void("95", statement(wording="96", sequence=1))

    assert response.status_code == 200, response.json()
    assert chain.stand() == ["84"]
    assert chain.links("96") == {
        "supersedes": "103",
        "replaces": "95",
        "replaced_by": None,
        "superseded_by": [],
    }
    assert chain.links("95")["replaced_by"] == "96"


def test_the_replacement_of_a_replacement_stands_in_too(chain):
    chain.void("95", statement(wording="96", sequence=1))
    chain.void("96", statement(wording="97", sequence=1))

    assert chain.stand() == ["84"]
    assert chain.links("97")["supersedes"] == "103"


def test_a_replacement_voided_in_its_turn_leaves_the_chain(chain):
    chain.void("95", statement(wording="96", sequence=1))
    chain.void("96")

    assert chain.stand() == ["84"]


def test_what_a_void_statement_superseded_stands_again(desk):
    desk.says("103")
    desk.says("95", "103")

    desk.void("95")

    assert desk.stand() == ["103"]


def test_the_record_before_it_was_voided_is_as_it_was(chain):
    before = head()
    chain.void("95", statement(wording="96", sequence=1))
    past = chain.caller.get(f"revisions/{chain.ids['95']}/?as_of={before}").json()

    assert chain.stand(f"?as_of={before}") == ["84"]
    assert (past["is_void"], past["replaced_by"]) == (False, None)


def test_a_replacement_is_of_the_kind_its_own_values_call_for(chain):
    response = chain.void("84", statement(wording="96", sequence=2))

    assert response.json()["change_kind"] == "correction"
    assert response.json()["replacement"]["change_kind"] == "update"


def test_a_replacement_may_supersede_nothing(desk):
    """Left out it follows what the mistake followed; empty it follows nothing."""
    desk.says("103")
    desk.says("95", "103")

    response = desk.void("95", statement(wording="96", sequence=1, supersedes=""))

    assert response.json()["replacement"]["supersedes"] is None


def test_a_replacement_after_what_came_after_it_is_refused(chain):
    before = on_record()

    response = chain.void("95", statement(wording="96", supersedes=chain.ids["84"]))

    assert faults(response) == [("400", "circle"), ("/replacement/supersedes", "circle")]
    assert on_record() == before


def test_a_void_withdrawal_takes_nothing_back(desk):
    desk.says("84")
    desk.says("", "84", name="away", stance="withdraws", stated="2024-01-05")
    silenced = desk.stand()

    desk.void("away")

    assert (silenced, desk.stand()) == ([], ["84"])


def test_a_withdrawal_of_what_is_void_takes_back_its_replacement(desk):
    desk.says("95")
    desk.says("", "95", name="away", stance="withdraws", stated="2024-01-05")

    desk.void("95", statement(wording="96"))

    assert desk.stand() == []


def test_a_withdrawal_of_what_is_void_and_not_replaced_silences_nothing_else(desk):
    desk.says("84", stated="2024-01-03")
    desk.says("95", stated="2024-01-04", name="mistake")
    desk.says("", "mistake", name="away", stance="withdraws", stated="2024-01-05")

    desk.void("mistake")

    assert desk.stand() == ["84"]


def test_a_reinstatement_after_a_void_withdrawal_still_stands_alone(desk):
    desk.says("84", stated="2024-01-03")
    desk.says("", "84", name="away", stance="withdraws", stated="2024-01-04")
    desk.says("85", "away", stated="2024-01-05")

    desk.void("away")

    assert desk.stand() == ["85"]


def test_a_void_statement_is_named_with_what_stands_in_its_place(chain):
    chain.void("84", statement(wording="at least 84", sequence=2))

    response = chain.caller.post("revisions/", statement(wording="90", supersedes=chain.ids["84"]))

    assert faults(response) == [("400", "void"), ("/supersedes", "void")]
    assert response.json()["detail"] == (
        f"what it supersedes is void; {chain.ids['at least 84']} stands in its place: at least 84"
    )


def test_an_importer_supersedes_what_took_the_place_of_its_own(desk):
    desk.says("103", importer="desk", external_id="1")
    desk.void("103", statement(wording="as many as 103"))

    response = desk.caller.post(
        "revisions/",
        statement(wording="95", sequence=1, importer="desk", external_id="2", supersedes="1"),
    )

    assert response.json()["supersedes"] == desk.ids["as many as 103"]


def test_a_replacement_has_an_external_id_of_its_own(desk):
    desk.says("103", importer="desk", external_id="1")
    before = on_record()

    refused = desk.void("103", statement(wording="95", importer="desk", external_id="1"))
    unchanged = on_record() == before
    taken = desk.void("103", statement(wording="95", importer="desk", external_id="1b"))

    assert faults(refused)[0] == ("409", "taken")
    assert unchanged
    assert taken.status_code == 200


def test_a_second_import_brings_nothing_void_back(kerman, desk, alice):
    line = {"claim": "deaths", "document": "irna-1", "wording": "103", "importer": "desk"}
    lines = [(1, {**line, "external_id": "1"})]
    desk.says("103", importer="desk", external_id="1")
    desk.void("103")

    report = import_lines(lines, by=alice, reason="Again", channel="import")

    assert report.unchanged == 1
    assert desk.stand() == []


def test_voiding_what_is_replaced_already_says_so(chain):
    chain.void("95", statement(wording="96", sequence=1))

    response = chain.void("95", statement(wording="97", sequence=1))

    assert faults(response) == [("409", "already_void"), ("", "already_void")]


def test_a_circle_made_in_sql_answers_all_the_same(kerman, chain):
    """Nothing of ours writes it; a claim must be readable whatever is on record."""
    chain.void("95")
    void, last = (Revision.objects.get(wording=wording) for wording in ("95", "84"))
    kerman.says("deaths", "irna-1", "99", supersedes=last, replaces=void, sequence=5)

    assert chain.stand() == ["99"]


IDS = st.integers(0, 7)


@given(
    void=st.dictionaries(IDS, IDS | st.none()),
    replaced=st.dictionaries(IDS, IDS),
    at=IDS,
)
def test_what_stands_in_is_never_void_and_always_found(void, replaced, at):
    found = standing_in(at, void, replaced)

    assert found is None or found not in void
    assert at in void or found == at
