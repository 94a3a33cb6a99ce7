"""The feed is enough: read from the start, it gives every live record as the API shows it."""

from __future__ import annotations

import pytest

from accounts.models import Membership, Token, User
from api.typeid import encode
from claims.adopting import adopt_figure
from claims.cataloguing import edit_whole_claim
from claims.models import Revision
from claims.recording import void_statement
from history.editing import restore, retire
from history.people import edit_user, issue_token, register_user, revoke_token
from history.telling import TELLINGS
from sources.registering import edit_document, edit_source
from tests.callers import Caller
from tests.history.ledger import seal

PLURALS = {
    "source": "sources", "document": "documents", "topic": "topics", "entity": "entities",
    "claim": "claims", "revision": "revisions",
}  # fmt: skip


def read_from_the_start(caller, limit):
    """Every record's fields by id, each change put on what stands: its old must be there."""
    records: dict[str, dict] = {}
    types: dict[str, str] = {}
    at = f"changes/?limit={limit}"
    while at:
        answer = caller.get(at).json()
        for entry in answer["results"]:
            changes, rest = entry["changes"], entry["rest"]
            while rest:
                page = caller.get(rest).json()
                changes, rest = changes + page["results"], page["next"]
            for change in changes:
                id = change["object"]["id"]
                types[id] = change["object"]["type"]
                if change["kind"] == "created":
                    assert id not in records
                    records[id] = {}
                for each in change["fields"]:
                    before = records[id].get(each["field"])
                    assert held({"": before}) == held({"": each["old"]}), (entry, change)
                    records[id][each["field"]] = each["new"]
                if change["kind"] == "deleted":
                    assert not any(records.pop(id).values())
        at = answer["next"]
    return records, types


def held(fields):
    """Fields that hold something, links as ids."""
    plain = {
        name: value["id"] if isinstance(value, dict) and "slug" in value else value
        for name, value in fields.items()
    }
    return {name: value for name, value in plain.items() if value not in (None, "", [])}


def shown(caller, type, id):
    """A record as the API shows it, less what is no field of it."""
    detail = caller.get(f"{PLURALS[type]}/{id}/").json()
    for name in ("id", "recorded_at", "version", "read", "position", "superseded_by"):
        detail.pop(name, None)
    if type == "revision":
        version = detail["document"]["version"]
        detail |= {"document": detail["document"]["id"], "version": version and version["id"]}
    return held(detail)


def completed(id, type, records, types):
    """A record of the feed with what hangs on it put in its place."""
    fields = dict(records[id])
    if type == "claim":
        parties = [
            {
                "entity": each.get("entity"),
                "source": each.get("source"),
            }
            for other, each in records.items()
            if types[other] == "claimparty" and each["claim"] == id and not each["is_retired"]
        ]
        fields["parties"] = parties
    value = fields.get("value")
    if value and value["type"] == "quantity" and "lower" in value:
        fields["value"] = value | {"unit": records[fields["claim"]].get("unit")}
    if value and value["type"] == "entity" and "qualifier" not in value:
        named = [
            each["entity"]
            for other, each in records.items()
            if types[other] == "revisionentity" and each["revision"] == id
        ]
        fields["value"] = value | {"entities": sorted(named)}
    return held(fields)


def without_names(detail):
    """The ids of links inside a value or among parties."""
    if "parties" in detail:
        detail["parties"] = [
            {kind: link and link["id"] for kind, link in party.items()}
            for party in detail["parties"]
        ]
    value = detail.get("value")
    if value and "entities" in value:
        ids = sorted(entity["id"] for entity in value["entities"])
        detail["value"] = value | {"entities": ids}
    return detail


@pytest.fixture
def much_written(kerman, alice):
    """One of every way to change something."""
    words = {"by": alice, "reason": "To try it", "channel": "api"}
    edit_source(kerman["irna"], {"parent_id": None, "parent_role": "", "aliases": ["I"]}, **words)
    edit_document(kerman["bbc-1"], {"publisher_id": kerman["irna"].pk, "byline": "B"}, **words)
    said = kerman.says("deaths", "bbc-1", "94")
    kerman.says("deaths", "irna-1", "", stance="withdraws", sequence=1)
    who = kerman.says("perpetrator", "irna-1", "IS", entities=[kerman["isis-k"]])
    kerman.says("day", "bbc-1", "Wednesday", value="2024-01-03")
    kerman.says("claimed", "bbc-1", "yes", value=True)
    kerman.says("method", "bbc-1", "two blasts")
    adopt_figure(kerman["deaths"], said, "94", **words)
    parties = {"parties": [kerman["irna"], kerman["isis-k"]], "unit": "", "tolerance": "0.05"}
    edit_whole_claim(kerman["deaths"], parties, **words)
    edit_whole_claim(kerman["deaths"], {"parties": [kerman["irna"]]}, **words)
    void_statement(who, **words)
    retire(kerman["islamic-state"], **words)
    restore(kerman["islamic-state"], **words)
    retire(kerman["kerman"], **words)
    people = register_user(username="dana", name="Dana", email="d@example.org", **words)
    edit_user(people, {"is_active": False, "email": ""}, **words)
    token, _ = issue_token(user=alice, name="a tool", scopes=["read"], **words)
    revoke_token(token, **words)
    Membership.objects.filter(user=alice).delete()
    return kerman


def check_against_the_api(records, types, caller):
    told = {
        id: completed(id, type, records, types)
        for id, type in types.items()
        if type in PLURALS and id in records
    }
    assert told == {id: without_names(shown(caller, types[id], id)) for id in told}
    for model, telling in TELLINGS.items():
        keys = model.objects.values_list("pk", flat=True)
        live = {encode(telling.prefix, key) for key in keys}
        assert live == {id for id in records if types[id] == telling.type}


@pytest.mark.parametrize("limit", [2, 500])
def test_the_feed_gives_every_record_as_the_api_shows_it(much_written, charlie, anyone, limit):
    auditor = Caller(charlie)
    much_written.source("last", "Last")  # seals what plain SQL wrote

    check_against_the_api(*read_from_the_start(auditor, limit), anyone)


def test_the_feed_gives_the_seeds_as_the_api_shows_them(seeded, charlie, anyone):
    auditor = Caller(charlie)
    seal()

    records, types = read_from_the_start(auditor, 20)

    check_against_the_api(records, types, anyone)
    assert list(types.values()).count("revision") == Revision.objects.count() == 227


def test_the_feed_gives_people_as_they_are(much_written, charlie):
    auditor = Caller(charlie)
    much_written.source("last", "Last")

    records, types = read_from_the_start(auditor, 50)

    users = {encode("usr", user.pk): user for user in User.objects.all()}
    assert {id: r for id, r in records.items() if types[id] == "user"} == {
        id: {
            "username": user.username,
            "name": user.name,
            "is_active": user.is_active,
            "is_staff": user.is_staff,
            "is_superuser": user.is_superuser,
        }
        for id, user in users.items()
    }
    roles = {(r["user"], r["role"]) for id, r in records.items() if types[id] == "membership"}
    assert roles == {
        (encode("usr", user), role)
        for user, role in Membership.objects.values_list("user_id", "group__name")
    }
    expiries = {
        id: r.get("expiry") is not None for id, r in records.items() if types[id] == "token"
    }
    assert expiries == {
        encode("tok", token.pk): token.expiry is not None for token in Token.objects.all()
    }
