"""Imports: all or nothing, twice the same, beside editors who save meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from claims.cataloguing import edit_claim
from claims.importing import BadLine, Import, entering, running
from claims.importing.reading import Line
from claims.models import Claim, Revision, StagedLine, StagedRecord, StagedRevision
from claims.models import Import as Started
from claims.recording import record_statement
from claims.resolving import Resolver
from history.editing import retire
from history.models import Entry
from sources.models import Source
from sources.registering import register_source

DOCUMENT = {"key": "report", "title": "A report", "published": "2024-01-05"}
CATALOGUE: list[dict[str, Any]] = [
    {"source": {"slug": "irna", "name": "IRNA", "kind": "agency"}},
    {"topic": {"slug": "event", "name": "Event", "kind": "event"}},
    {
        "claim": {
            "slug": "killed", "topic": "event", "question": "How many?", "label": "Killed",
            "value_type": "quantity", "is_count": True, "cumulative": True,
        }
    },
]  # fmt: skip


def said(wording: str, number: int, **fields: Any) -> dict[str, Any]:
    record = {"claim": "killed", "document": DOCUMENT, "wording": wording, "sequence": number}
    return {
        **record,
        "attributed_to": "irna",
        "importer": "us",
        "external_id": str(number),
        **fields,
    }


def run(lines: list[dict[str, Any]], **options: Any) -> Any:
    importing = Import(**{"by": None, "reason": "An import", "channel": "import", **options})
    return importing.run(Line(number, line) for number, line in enumerate(lines, 1))


def kinds() -> list[tuple[str, str]]:
    return list(Revision.objects.order_by("id").values_list("wording", "change_kind"))


def staged() -> list[int]:
    return [model.objects.count() for model in (StagedLine, StagedRecord, StagedRevision, Started)]


def test_an_import_is_one_entry_and_leaves_nothing_staged(db):
    report = run([*CATALOGUE, said("95", 1), said("84", 2)])

    assert report.body() == {
        "dry_run": False,
        "lines": 5,
        "positions": [Entry.objects.latest("position").position],
        "made": {"claim": 1, "document": 1, "source": 1, "statement": 2, "topic": 1},
        "unchanged": 0,
        "refused_total": 0,
        "refused": [],
    }
    assert kinds() == [("95", ""), ("84", "correction")]
    assert staged() == [0, 0, 0, 0]


def test_importing_twice_changes_nothing(db):
    lines = [*CATALOGUE, said("95", 1), said("84", 2, external_id="")]
    run(lines)
    head = Entry.objects.count()

    report = run(lines)

    assert (report.made, report.unchanged, report.positions) == ({}, 2, [])
    assert Entry.objects.count() == head


def test_one_refused_line_refuses_them_all(db):
    with pytest.raises(BadLine) as refusal:
        run([*CATALOGUE, said("95", 1), said("gibberish", 2)])

    [fault] = refusal.value.faults
    assert (refusal.value.line, fault.pointer, fault.code) == (5, "/wording", "no_figure")
    assert (Source.objects.count(), Entry.objects.count(), staged()) == (0, 0, [0, 0, 0, 0])


def test_a_dry_run_tells_and_records_nothing(db):
    report = run([*CATALOGUE, said("95", 1), said("gibberish", 2)], dry_run=True)

    assert report.body()["made"] == {
        "claim": 1, "document": 1, "source": 1, "statement": 1, "topic": 1,
    }  # fmt: skip
    assert [each.line for each in report.refused] == [5]
    assert (Source.objects.count(), Entry.objects.count(), staged()) == (0, 0, [0, 0, 0, 0])


def test_what_a_refused_line_makes_is_not_there_for_later_lines(db):
    made = {"slug": "new", "name": "New", "kind": "outlet"}

    report = run(
        [*CATALOGUE, said("gibberish", 1, via=made), said("84", 2, via="new")], keep_going=True
    )

    assert [(each.line, each.faults[0].code) for each in report.refused] == [
        (4, "no_figure"),
        (5, "unknown"),
    ]


def test_a_batch_is_an_entry_and_a_stopped_import_resumes(db):
    lines = [*CATALOGUE, said("95", 1), said("gibberish", 2), said("84", 3)]
    started = Started()

    with pytest.raises(BadLine):
        run(lines, batch=2, started=started)
    stopped = Started.objects.get(pk=started.pk)
    lines[4] = said("94", 2)
    report = run(lines, batch=2, started=stopped)

    assert (stopped.lines_done, report.lines) == (4, 2)
    assert kinds() == [("95", ""), ("94", "correction"), ("84", "correction")]
    assert Entry.objects.count() == 3
    assert staged() == [0, 0, 0, 0]


def test_a_void_line_comes_void_with_its_reason(db):
    lines = [
        *CATALOGUE,
        said("95", 1, id="rev_a", is_void=True, reason="Misread"),
        said("96", 2, id="rev_b", replaces="rev_a"),
        said("84", 3, supersedes="rev_b"),
    ]

    run(lines)

    assert list(
        Revision.objects.order_by("id").values_list(
            "wording", "is_void", "replaces__wording", "supersedes__wording"
        )
    ) == [("95", True, None, None), ("96", False, "95", None), ("84", False, None, "96")]
    reasons = Entry.objects.order_by("position").values_list("reason", flat=True)
    assert list(reasons) == ["An import", "Misread", "An import"]


def test_a_void_line_says_why(db):
    with pytest.raises(BadLine) as refusal:
        run([*CATALOGUE, said("95", 1, is_void=True)])

    assert [fault.pointer for fault in refusal.value.faults] == ["/reason"]


def records(line: dict[str, Any]) -> None:
    new = Resolver(by=None, channel="api").statement(line)
    record_statement(new, by=None, reason="An editor", channel="api")


def others_save(what: str) -> None:
    """What an editor saves while an import is under way."""
    irna = Source.objects.get(slug="irna")
    match what:
        case "a statement of the line":
            records(said("90", 0, external_id="", stated="2024-01-04"))
        case "the same external_id":
            records(said("95", 1))
        case "a source that it makes":
            register_source(slug="new", name="Other", kind="agency", by=None, channel="api")
        case "the source retired":
            retire(irna, by=None, reason="Gone", channel="api")
        case "the claim's kind":
            claim = Claim.objects.get(slug="killed")
            edit_claim(claim, {"cumulative": False}, by=None, reason="No", channel="api")
        case "nothing of it":
            register_source(slug="else", name="Else", kind="agency", by=None, channel="api")


@pytest.mark.parametrize("few", [0, 200], ids=["staged again first", "under the lock"])
@pytest.mark.parametrize(
    ("what", "left", "refused"),
    [
        ("a statement of the line", [("90", ""), ("95", "update"), ("84", "correction")], []),
        ("the same external_id", [("95", "")], ["unknown"]),  # its line makes no source then
        ("a source that it makes", [("95", ""), ("84", "correction")], []),
        ("the source retired", [], ["retired", "retired"]),
        ("the claim's kind", [("95", ""), ("84", "correction")], []),
        ("nothing of it", [("95", ""), ("84", "correction")], []),
    ],
)
def test_what_an_editor_saves_meanwhile_counts(db, monkeypatch, few, what, left, refused):
    monkeypatch.setattr(entering, "FEW", few)
    run([*CATALOGUE, {"source": {"slug": "third", "name": "Third", "kind": "outlet"}}])
    made = {"slug": "new", "name": "New", "kind": "outlet"}
    told: list[int] = []

    def save(lines: int) -> None:
        if not told:
            told.append(lines)
            others_save(what)

    report = run([said("95", 1, via=made), said("84", 2, via="new")], keep_going=True, told=save)

    assert kinds() == left
    assert [each.faults[0].code for each in report.refused] == refused
    assert {row.via.name for row in Revision.objects.filter(external_id="2")} <= {
        "Other" if what == "a source that it makes" else "New"
    }
    assert staged() == [0, 0, 0, 0]


def test_staged_statements_have_the_columns_of_those_on_record(db):
    columns = """
        SELECT array_agg(attname || ' ' || format_type(atttypid, atttypmod) ORDER BY attname)
        FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
    """
    with connection.cursor() as cursor:
        cursor.execute(columns, ["claims_revision"])
        [(recorded,)] = cursor.fetchall()
        cursor.execute(columns, ["claims_stagedrevision"])
        [(waiting,)] = cursor.fetchall()

    assert set(recorded) <= set(waiting)


def test_an_entity_named_twice_refuses_its_line_alone(db):
    group = {"slug": "group", "name": "The Group", "kind": "group", "aliases": ["TG"]}
    claim = {"slug": "by", "topic": "event", "question": "?", "label": "By", "value_type": "entity"}
    twice = {"claim": "by", "document": DOCUMENT, "wording": "TG", "entities": ["group", "TG"]}

    report = run([*CATALOGUE, {"entity": group}, {"claim": claim}, twice], keep_going=True)

    assert [
        (each.line, each.faults[0].pointer, each.faults[0].code) for each in report.refused
    ] == [(6, "/entities/1", "taken")]


def test_ids_of_a_file_are_known_to_later_batches(db, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 1)

    run([*CATALOGUE, said("95", 1, id="first"), said("84", 2, supersedes="first")])

    assert list(Revision.objects.order_by("id").values_list("supersedes__wording", flat=True)) == [
        None,
        "95",
    ]
