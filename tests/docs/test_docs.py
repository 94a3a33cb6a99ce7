"""The documentation leads where it says, and names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "seeds" / "README.md", *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`((?:config|claims|sources|history|accounts|api|tests|seeds)/[\w./-]*)`")
VARIABLE = re.compile(r"\b(?:ONRECORD_[A-Z_]+|DATABASE_URL)\b")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_modules_named_exist(page):
    named = CODE.findall(page.read_text())

    assert [path for path in named if not (ROOT / path).exists()] == []


def test_operating_lists_every_setting_and_no_other():
    read = {
        variable
        for path in ROOT.glob("config/**/*.py")
        for variable in VARIABLE.findall(path.read_text())
    }

    listed = set(VARIABLE.findall((ROOT / "docs" / "operating.md").read_text()))

    assert listed == read
