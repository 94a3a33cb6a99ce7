"""Importing a file at the desk: shown first, then done; what is refused is told by line."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.accessibility import faults_of

LINES = [
    {"source": {"slug": "tasnim", "name": "Tasnim", "kind": "agency"}},
    {
        "claim": "kerman-bombings-2024-deaths",
        "document": {"key": "tasnim-1", "title": "Toll", "published": "2024-01-09"},
        "publisher": "tasnim",
        "wording": "at least 93",
    },
    {"claim": "no-such-claim", "document": {"key": "tasnim-1"}, "wording": "84"},
]


def test_a_file_is_previewed_then_imported_without_what_is_refused(desk, tmp_path):
    file = tmp_path / "backlog.ndjson"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in LINES))
    page = desk.page("bob", width=390)

    page.goto(desk.url("/admin/"))
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Reason").fill("The desk's backlog")
    page.get_by_label("Leave out what is refused").check()
    assert faults_of(page) == {}
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.get_by_text("1 document, 1 source, 1 statement")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="no-such-claim").first
    expect(row).to_contain_text("unknown")
    assert faults_of(page) == {}
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_text("1 document, 1 source, 1 statement new")).to_be_visible()
    page.goto(desk.url("/admin/search/?q=Tasnim"))
    expect(page.get_by_role("link", name="Tasnim", exact=True)).to_be_visible()
