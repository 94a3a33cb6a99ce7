"""What a statement follows, found by hand-written SQL as by the rules in the ORM's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.refusals import Refusal
from claims import before
from claims.cataloguing import edit_claim
from claims.drafting import NewStatement
from claims.models import Revision
from claims.recording import record_statement, void_statement
from claims.stated_value import GivenValue
from claims.values import Stance
from history.merging import merge, unmerge
from sources.registering import register_version
from tests.claims import followed_by_orm

DOCUMENTS = ("bbc-1", "irna-1", "leaflet", "undated")
SOURCES = ("irna", "bbc", "iran", "double")

says = st.fixed_dictionaries(
    {
        "claim": st.sampled_from(["deaths", "deaths", "deaths", "toll"]),
        "document": st.sampled_from([*["bbc-1"] * 4, *DOCUMENTS]),
        "wording": st.sampled_from(["84", "95", "dozens"]),
        "stated": st.sampled_from(["2024-01-03", "2024-01-04", "2024-01-05", "../2024-01-04", ""]),
        "stance": st.sampled_from([*["asserts"] * 3, *(each.value for each in Stance)]),
        "attributed_to": st.sampled_from([*[None] * 5, *SOURCES]),
    },
    optional={
        "via": st.sampled_from(SOURCES),
        "definition": st.sampled_from(["", "confirmed"]),
        "sequence": st.integers(0, 2),
        "version": st.integers(0, 1),
        "supersedes": st.integers(0, 9),
    },
)
acts = st.one_of(
    says, says, says, says,
    st.fixed_dictionaries({"void": st.integers(0, 9)}),
    st.sampled_from([
        {"merge": ("double", "irna")}, {"merge": ("irna", "bbc")}, {"merge": ("toll", "deaths")},
        {"unmerge": "double"}, {"unmerge": "toll"}, {"many": True},
    ]),
)  # fmt: skip


@pytest.fixture
def record(kerman):
    kerman.source("double", "IRNA News", "agency")
    kerman.document("leaflet", None, "2024-01-04")
    kerman.document("undated", kerman["double"])
    kerman.claim("toll", "How many were killed?", "quantity", unit="people", is_count=True)
    for slug in ("deaths", "toll"):
        edit_claim(
            kerman[slug], {"definitions": ["confirmed"]}, reason="As it is", **kerman.recorded
        )
        kerman[slug].refresh_from_db()
    kerman.made["versions"] = {
        name: [_read(kerman, name, day) for day in (5, 6)] for name in DOCUMENTS
    }
    return kerman


def _read(kerman: Any, document: str, day: int) -> Any:
    version, _ = register_version(
        kerman[document],
        retrieved_at=datetime(2024, 1, day, 12, tzinfo=UTC),
        content_sha256=f"{day:064x}",
        **kerman.recorded,
    )
    return version


def _act(record: Any, act: dict[str, Any]) -> None:
    said = list(Revision.objects.order_by("id"))
    if "void" in act and said:
        void_statement(said[act["void"] % len(said)], reason="Misread", **record.recorded)
    elif "merge" in act:
        one, into = act["merge"]
        merge(record[one], record[into], reason="One and the same", **record.recorded)
    elif "unmerge" in act:
        unmerge(record[act["unmerge"]], reason="Two after all", **record.recorded)
    elif "many" in act:
        edit_claim(record["deaths"], {"many": True}, reason="Several", **record.recorded)
        record["deaths"].refresh_from_db()
    elif "claim" in act:
        _say(record, said, dict(act))


def _say(record: Any, said: list[Revision], act: dict[str, Any]) -> None:
    document = act.pop("document")
    for name in ("attributed_to", "via"):
        act[name] = act.get(name) and record[act[name]]
    if "version" in act:
        act["version"] = record["versions"][document][act["version"]]
    if "supersedes" in act:
        act["supersedes"] = said[act["supersedes"] % len(said)] if said else None
    wording = act.pop("wording")
    given = GivenValue(wording=wording, qualifier="unreadable" if wording == "dozens" else "")
    new = NewStatement(
        claim=record[act.pop("claim")],
        document=record[document],
        stance=Stance(act.pop("stance", "asserts")),
        given=given,
        **act,
    )
    record_statement(new, **record.recorded)


def found(last_before: Callable[[Any], Any], standing_before: Callable[[Any], Any]) -> Any:
    """What each statement on record would follow, were it recorded now, and what is read of it."""
    return {
        revision.pk: [_shown(last_before(revision)), _shown(standing_before(revision))]
        for revision in Revision.objects.select_related("claim", "document", "version")
    }


def _shown(followed: Revision | None) -> Any:
    """All of the statement, and what is read of its links."""
    if followed is None:
        return None
    document, version, superseded = followed.document, followed.version, followed.supersedes
    return (
        [getattr(followed, field.attname) for field in Revision._meta.concrete_fields],
        (document.pk, document.publisher_id, document.published_at),
        version and (version.pk, version.retrieved_at),
        superseded and (superseded.pk, superseded.stance, superseded.definition),
    )


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(done=st.lists(acts, min_size=5, max_size=12))
def test_what_every_statement_follows_is_what_the_orm_finds(record, done):
    with transaction.atomic():
        for act in done:
            try:
                _act(record, act)
            except Refusal:
                continue

        assert found(before.last_before, before.standing_before) == found(
            followed_by_orm.last_before, followed_by_orm.standing_before
        )
        transaction.set_rollback(True)
    for name in ("deaths", "toll", "double", "irna"):
        record[name].refresh_from_db()


def test_what_it_follows_comes_with_all_that_is_read_of_it_by_one_statement(record):
    first = record.says("deaths", "bbc-1", "84", version=record["versions"]["bbc-1"][0])
    taken_back = record.says("deaths", "bbc-1", "withdrawn", stance="withdraws", sequence=1,
                             supersedes=first)  # fmt: skip
    later = record.says("deaths", "bbc-1", "95", stated="2024-01-09")

    with CaptureQueriesContext(connection) as queries:
        followed = before.last_before(later)
        read = (followed.document.published_at, followed.version, followed.supersedes.stance)

    assert (followed, len(queries)) == (taken_back, 1)
    assert read == (later.document.published_at, None, "asserts")
