"""The figures of the seeds against the reader of wordings: by hand only what it refuses."""

from __future__ import annotations

import pytest

from claims.wording import UnreadableWording, read_wording
from tests.seeds.test_records import CLAIMS, records

FIGURES = [r for r in records() if CLAIMS[r["claim"]]["value_type"] == "quantity"]
BY_HAND = [r for r in FIGURES if "qualifier" in r]
TO_READ = [r for r in FIGURES if "qualifier" not in r]


def read(record):
    claim = CLAIMS[record["claim"]]
    return read_wording(
        record["wording"], is_count=claim.get("is_count", False), unit=claim["unit"]
    )


@pytest.mark.parametrize("record", TO_READ, ids=lambda r: r["external_id"])
def test_figure_without_bounds_is_readable(record):
    assert read(record).quantity.interval


@pytest.mark.parametrize("record", BY_HAND, ids=lambda r: r["external_id"])
def test_figure_read_by_hand_cannot_be_read_from_its_words(record):
    with pytest.raises(UnreadableWording):
        read(record)


def test_few_figures_are_read_by_hand():
    assert [(r["wording"], r["qualifier"]) for r in BY_HAND] == [
        ("gunmen", "at_least"),
        ("within about 20 minutes", "at_most"),
        ("24-year-old", "exactly"),
        ("numerous", "unreadable"),
        ("several", "unreadable"),
    ]
