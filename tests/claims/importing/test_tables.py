# ruff: noqa: E501
"""CSV files as lines."""

from __future__ import annotations

import pytest

from claims.importing.tables import csv_lines


def read(content: bytes) -> list[tuple[int, object]]:
    lines = csv_lines(content.splitlines(keepends=True))
    return [(line.number, line.fault.code if line.fault else line.content) for line in lines]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"claim,wording\r\nkilled,84\r\n", [(2, {"claim": "killed", "wording": "84"})]),
        (b"\xef\xbb\xbfclaim,wording\nkilled,84\n", [(2, {"claim": "killed", "wording": "84"})]),
        (b"claim;wording\nkilled;84\n", [(2, {"claim": "killed", "wording": "84"})]),
        (b'claim,wording\nkilled,"8\n4"\nx,y\n', [
            (2, {"claim": "killed", "wording": "8\n4"}), (4, {"claim": "x", "wording": "y"}),
        ]),
        (b"claim,wording\n\nkilled,84\n", [(3, {"claim": "killed", "wording": "84"})]),
        (b"claim,wording\nkilled\nx,y\n", [(2, "other_columns"), (3, {"claim": "x", "wording": "y"})]),
        (b"claim,wording\nkilled,\xff\nx,y\n", [(2, "not_utf8"), (3, {"claim": "x", "wording": "y"})]),
        (b'claim,wording\nkilled,"84\n', [(2, "not_csv")]),
        (b"", []),
    ],
    ids=[
        "RFC 4180", "with a mark", "semicolons", "a cell of two lines", "an empty line",
        "too few cells", "not UTF-8", "an unended cell", "nothing",
    ],
)  # fmt: skip
def test_rows_are_numbered_by_their_first_line(content, lines):
    assert read(content) == lines
