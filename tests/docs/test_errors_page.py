"""docs/api/errors.md lists every code there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from api.titles import TITLES
from tests.docs.error_codes import every_code

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api" / "errors.md"
ROW = re.compile(r"^\| `([a-z0-9_]+)` \|(?: ([0-9, ]+) \|)?", re.MULTILINE)


def rows() -> list[tuple[str, str]]:
    return ROW.findall(PAGE.read_text())


def test_every_code_is_on_the_page_and_no_other(db):
    listed = [code for code, _ in rows()]

    assert sorted(set(listed) ^ every_code()) == [], "docs/api/errors.md and the code differ"
    assert len(listed) == len(set(listed))


def test_every_status_has_a_title():
    statuses = {int(each) for _, listed in rows() for each in listed.split(",") if each.strip()}

    assert statuses - {500} <= TITLES.keys()
