"""Parts and wholes over HTTP: beside the agreement of a claim, and in its topic's sheet."""

from __future__ import annotations

from typing import Any

import pytest

from history.editing import retire

COUNT = {"value_type": "quantity", "unit": "people", "is_count": True}


@pytest.fixture
def bombing(kerman):
    kerman.claim("casualties", "How many were hit?", **COUNT)
    kerman.claim("injured", "How many were injured?", **COUNT, part_of=kerman["casualties"])
    kerman.claim("killed", "How many were killed?", **COUNT, part_of=kerman["casualties"])
    kerman.claim("afghans", "How many were Afghans?", **COUNT, part_of=kerman["killed"])
    return kerman


def link(caller: Any, slug: str) -> dict[str, Any]:
    claim = caller.get(f"claims/{slug}/").json()
    return {"id": claim["id"], "slug": slug, "name": claim["question"]}


def parts(caller: Any, slug: str, query: str = "") -> list[dict[str, Any]]:
    return caller.get(f"claims/{slug}/agreement/{query}").json()["parts"]


def test_part_that_must_be_larger_contradicts_its_whole(bombing, anyone):
    bombing.says("killed", "bbc-1", "84")
    bombing.says("afghans", "irna-1", "at least 100")

    found = parts(anyone, "killed")

    assert found == parts(anyone, "afghans") == [
        {
            "code": "exceeds",
            "certain": True,
            "whole": link(anyone, "killed"),
            "parts": [link(anyone, "afghans")],
            "gap": 16,
            "text": "Afghans (100 or more) is more than Killed (84), which contains it.",
        }
    ]  # fmt: skip
    assert parts(anyone, "casualties") == []
    assert anyone.get("claims/killed/agreement/").json()["verdict"] == "uncorroborated"


def test_killed_and_injured_against_casualties(bombing, anyone):
    bombing.says("casualties", "bbc-1", "300")
    bombing.says("killed", "bbc-1", "94")
    bombing.says("injured", "bbc-1", "284")

    found = parts(anyone, "casualties")

    assert found[0] == {
        "code": "sum_exceeds",
        "certain": False,
        "whole": link(anyone, "casualties"),
        "parts": sorted(
            (link(anyone, "injured"), link(anyone, "killed")), key=lambda one: one["id"]
        ),
        "gap": 78,
        "text": "Injured (284) and Killed (94) together are more than Casualties (300), "
        "unless some are counted twice.",
    }
    assert [one["code"] for one in found[1:]] == ["fits", "fits"]
    assert parts(anyone, "killed")[0] == found[0]


def test_past_and_time_said_are_kept_to(bombing, anyone):
    bombing.says("killed", "irna-1", "84")
    before = anyone.get("claims/killed/agreement/").json()["position"]
    bombing.says("afghans", "bbc-1", "100")

    assert parts(anyone, "killed", f"?as_of={before}") == []
    assert parts(anyone, "killed", "?stated_until=2024-01-04") == []
    assert [one["code"] for one in parts(anyone, "killed")] == ["exceeds"]


def test_retired_claims_are_not_compared(bombing, alice, anyone):
    bombing.says("killed", "irna-1", "84")
    bombing.says("afghans", "bbc-1", "100")
    retire(bombing["afghans"], by=alice, reason="Not asked", channel="admin")

    assert parts(anyone, "killed") == []


def test_sheet_has_the_same_in_each_row(bombing, anyone):
    bombing.says("killed", "bbc-1", "84")
    bombing.says("afghans", "irna-1", "at least 100")

    rows = anyone.get("topics/kerman/sheet/").json()["results"]

    assert {row["claim"]["slug"]: row["parts"] for row in rows} == {
        slug: parts(anyone, slug) for slug in (row["claim"]["slug"] for row in rows)
    }
    assert {row["claim"]["slug"] for row in rows if row["parts"]} == {"killed", "afghans"}


def test_relatives_on_another_page_of_the_sheet_count(bombing, anyone):
    bombing.says("killed", "bbc-1", "84")
    bombing.says("afghans", "irna-1", "at least 100")
    page = anyone.get("topics/kerman/sheet/?limit=1").json()
    found = {}
    while page:
        found |= {row["claim"]["slug"]: len(row["parts"]) for row in page["results"]}
        page = page["next"] and anyone.get(page["next"]).json()

    assert {slug: count for slug, count in found.items() if count} == {"killed": 1, "afghans": 1}


def test_kerman_fits(seeded, anyone):
    found = parts(anyone, "kerman-bombings-2024-deaths")

    assert [(one["code"], one["text"]) for one in found] == [
        ("fits", "Afghan victims (12) fits within Killed (94), which contains it."),
        ("fits", "Injured (281 to 284) and Killed (94) together fit within Killed and wounded "
         "together (301 or more)."),
        ("fits", "Killed (94) fits within Killed and wounded together (301 or more), which "
         "contains it."),
    ]  # fmt: skip
