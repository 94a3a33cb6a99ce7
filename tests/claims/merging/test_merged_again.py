"""Importing again what was exported before a merge: it is all there already, and stays as it is."""

from __future__ import annotations

import pytest

from claims.exporting.lines import everything
from claims.importing import import_lines
from history.snapshots import reading
from tests.callers import on_record
from tests.claims.merging.doubles import DOUBLES, merge


@pytest.mark.parametrize("kinds", [[kind] for kind in DOUBLES] + [list(DOUBLES)], ids=str)
def test_an_export_imported_after_the_merge_changes_nothing(doubled, calling_alice, alice, kinds):
    with reading() as snapshot:
        lines = list(everything(snapshot))
    for kind in kinds:
        assert merge(calling_alice, kind, *DOUBLES[kind]).status_code == 200
    before = on_record()

    report = import_lines(enumerate(lines, 1), by=alice, reason="Again", channel="import")

    assert dict(report.made) == {}
    assert on_record() == before


def test_a_new_line_that_names_what_is_merged_is_of_what_stands(doubled, calling_alice, alice):
    for kind, pair in DOUBLES.items():
        merge(calling_alice, kind, *pair)
    line = {
        "topic": "kerman-attack", "claim": "killed", "document": {"key": "bbc-2"},
        "publisher": "bbc-news", "attributed_to": "bbc-news", "wording": "97", "sequence": 7,
    }  # fmt: skip

    import_lines([(1, line)], by=alice, reason="More", channel="import")

    (said,) = doubled["deaths"].revisions.filter(wording="97")
    assert said.attributed_to.slug == "bbc"
