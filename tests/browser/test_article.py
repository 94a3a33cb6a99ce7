"""The journey of a pasted article: paste, tick, correct, save; with the keyboard, and in view."""

from __future__ import annotations

import pytest

from claims.models import Revision

PASTE = "/admin/claims/revision/article/"
TEXT = """As many as 91 people were killed in the bombings in Kerman, according to Iranian \
state media.

Kayhan reported on Thursday, citing the Ministry of Intelligence, that 12 people were arrested."""


def paste(page, desk):
    page.goto(desk.url(f"{PASTE}?topic=kerman-bombings-2024"))
    page.get_by_label("Title").fill("Kerman a day later")
    page.get_by_label("Outlet").fill("the-media-line")
    page.get_by_label("Published").fill("2024-01-05")
    page.get_by_label("URL").fill("https://themedialine.org/kerman-a-day-later")
    page.get_by_label("Text").fill(TEXT)
    page.get_by_role("button", name="Read it").press("Enter")
    page.wait_for_selector(".article-row")


def test_article_is_pasted_ticked_corrected_and_saved(desk, accessible):
    page = desk.page("bob")
    paste(page, desk)
    accessible(page)

    page.locator("mark a", has_text="12").press("Enter")
    assert page.url.endswith("#row1")
    row = page.locator("#row1")
    assert row.get_by_label("Whose word").input_value() == "Iranian Ministry of Intelligence"
    assert row.get_by_label("Through").input_value() == "Kayhan"
    assert row.get_by_label("Said on").input_value() == "2024-01-04"
    row.get_by_label("Said on").fill("2024-01-05")
    assert row.get_by_label("Record it").is_checked()
    page.locator("#row0").get_by_label("Record it").press("Space")
    page.get_by_role("button", name="Save what is ticked").press("Enter")

    page.wait_for_selector(".messagelist .success")
    assert "2 statements recorded" in page.locator(".messagelist").inner_text()
    said = Revision.objects.filter(document__url__endswith="kerman-a-day-later").order_by("id")
    assert [(r.wording, str(r.attributed_to), str(r.via or ""), r.stated) for r in said] == [
        ("As many as 91", "Iranian state media", "", ""),
        ("12", "Iranian Ministry of Intelligence", "Kayhan", "2024-01-05"),
    ]


def test_refused_row_says_why_and_keeps_what_was_typed(desk, accessible):
    page = desk.page("bob", width=390, dark=True)
    paste(page, desk)

    page.locator("#row0").get_by_label("Whose word").fill("Nobody known")
    page.get_by_role("button", name="Save what is ticked").press("Enter")

    page.wait_for_selector(".errornote")
    assert "no source “Nobody known” is on record" in page.locator("#row0").inner_text()
    assert page.locator("#row0").get_by_label("Whose word").input_value() == "Nobody known"
    accessible(page)


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False)])
def test_pages_are_accessible(desk, accessible, width, dark):
    page = desk.page("alice", width=width, dark=dark)
    page.goto(desk.url(PASTE))
    accessible(page)
    paste(page, desk)
    accessible(page)


def test_auditor_is_refused(desk):
    assert desk.page("charlie").goto(desk.url(PASTE)).status == 403
