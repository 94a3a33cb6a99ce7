"""What the published data of the world does, from the record to the verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from api.refusals import Invalid
from claims.recording import NewStatement, record_statement
from claims.stated_value import GivenValue
from claims.values import Stance
from tests.kerman import Kerman, kerman


@pytest.fixture
def desk(alice):
    return kerman(alice)


@pytest.fixture
def agreement(client):
    def ask(parameters: str = "") -> dict[str, Any]:
        return client.get(f"/api/v1/claims/deaths/agreement/{parameters}").json()

    return ask


def given(desk: Kerman, value: GivenValue, **more: Any) -> Any:
    new = NewStatement(claim=desk["deaths"], document=desk["bbc-1"], given=value, **more)
    return record_statement(new, **desk.recorded)


def bounds(answer: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [(group["value"]["lower"], group["value"]["upper"]) for group in answer["groups"]]


def test_low_above_high_is_refused_as_bounds_and_kept_as_unreadable(desk, agreement):
    with pytest.raises(Invalid, match="unreadable"):
        given(desk, GivenValue(wording="a busload", lower=Decimal(90), upper=Decimal(80)))
    given(desk, GivenValue(wording="90 to 80", qualifier="unreadable"))

    answer = agreement()

    assert answer["verdict"] == "unclear"
    assert bounds(answer) == []


def test_best_outside_its_bounds_is_kept_beside_them(desk, agreement):
    given(
        desk,
        GivenValue(wording="a busload", lower=Decimal(20), upper=Decimal(50), best=Decimal(60)),
    )

    answer = agreement()

    assert bounds(answer) == [(20, 50)]
    assert answer["heads"][0]["value"]["best"] == 60


def test_negative_correction_contradicts_and_breaks_nothing(desk, agreement):
    given(desk, GivenValue(wording="minus three", lower=Decimal(-3), upper=Decimal(-3)))
    desk.says("deaths", "irna-1", "84")

    answer = agreement()

    assert answer["verdict"] == "disputed"
    assert sorted(bounds(answer)) == [(-3, -3), (84, 84)]


def test_none_dead_is_a_figure_and_nothing_stated_is_none(desk, agreement):
    unreported = agreement()
    desk.says("deaths", "irna-1", "no deaths")

    none_dead = agreement()

    assert (unreported["verdict"], bounds(unreported)) == ("unreported", [])
    assert bounds(none_dead) == [(0, 0)]


def test_one_source_saying_two_things_at_one_moment_disputes_itself(desk, agreement):
    desk.says("deaths", "irna-1", "84", sequence=1)
    desk.says("deaths", "irna-1", "91", sequence=2)

    answer = agreement()

    assert answer["verdict"] == "disputed"
    assert [c["explanation"] for c in answer["contradictions"]] == ["self"]


def test_figure_withdrawn_and_restored_after_25_minutes_leaves_a_gap(desk, agreement):
    first = desk.says("deaths", "irna-1", "84", stated="2024-01-04T10:00Z")
    away = desk.says(
        "deaths",
        "irna-1",
        "",
        stance=Stance.WITHDRAWS,
        supersedes=first,
        stated="2024-01-04T10:05Z",
    )
    desk.says(
        "deaths", "irna-1", "84", supersedes=away, stated="2024-01-04T10:30Z",
        change_kind="reinstatement",
    )  # fmt: skip

    at = {
        minute: agreement(f"?stated_until=2024-01-04T10:{minute:02}:00Z") for minute in (4, 20, 40)
    }

    assert {minute: bounds(answer) for minute, answer in at.items()} == {
        4: [(84, 84)],
        20: [],
        40: [(84, 84)],
    }


def test_unknown_date_counts_now_and_is_undated_then(desk, agreement):
    desk.document("undated", desk["bbc"])
    desk.says("deaths", "undated", "84")

    now, then = agreement(), agreement("?stated_until=2024-01-04")

    assert bounds(now) == [(84, 84)]
    assert (bounds(then), then["undated"]) == ([], 1)


def test_tracker_that_recomputes_is_no_second_origin(desk, agreement):
    desk.source("count", "The count", "tracker", parent=desk["iran"], parent_role="part_of")
    desk.document("count-1", desk["count"], "2024-01-05")
    desk.says("deaths", "irna-1", "84")
    desk.says("deaths", "count-1", "84")

    answer = agreement()

    assert (answer["outlets"], answer["origins"]) == (2, {"min": 1, "max": 1})
    assert answer["verdict"] == "uncorroborated"


def test_definitions_that_differ_are_incomparable(desk, agreement):
    claim = desk["deaths"]
    claim.definitions = ["confirmed", "confirmed and probable"]
    claim.save(update_fields=["definitions"])
    desk.says("deaths", "irna-1", "84", definition="confirmed")
    desk.says("deaths", "bbc-1", "99", definition="confirmed and probable")

    answer = agreement()

    assert answer["verdict"] == "incomparable"
    assert [c["explanation"] for c in answer["contradictions"]] == ["definition"]
