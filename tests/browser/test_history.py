"""Auditing a claim: its history entry by entry, two points of it, the ledger behind it."""

from __future__ import annotations

from accounts.models import User
from claims.adopting import adopt_figure
from claims.models import Claim
from tests.admin_site import page_of
from tests.browser.desk import Desk


def killed() -> Claim:
    """Kerman's deaths, with a figure adopted by Alice."""
    claim = Claim.objects.get(slug="kerman-bombings-2024-deaths")
    said = claim.revisions.get(wording="94")
    alice = User.objects.get(username="alice")
    return adopt_figure(claim, said, "94", by=alice, reason="The latest", channel="admin")


def test_auditor_reads_who_adopted_the_figure_and_what_it_changed(desk: Desk, accessible):
    claim = killed()
    page = desk.page("charlie")

    page.goto(page_of(claim))
    page.get_by_role("link", name="History", exact=True).click()
    newest = page.locator("ol.entries > li").first
    assert "Alice" in newest.inner_text()
    assert "The latest" in newest.inner_text()
    accessible(page)

    page.get_by_role("button", name="Compare the two chosen").click()
    assert "No figure was adopted, and “94” is." in page.locator(".sentences").inner_text()
    accessible(page)

    page.go_back()
    page.get_by_role("link", name="entry #").first.click()
    assert "The latest" in page.locator("#content").inner_text()


def test_history_reads_on_a_phone_in_the_dark(desk: Desk, accessible):
    page = desk.page("charlie", width=390, dark=True)

    page.goto(page_of(killed(), "history"))
    page.locator("summary", has_text="fields").first.click()
    accessible(page)

    page.goto(f"{page_of(killed(), 'compare')}?from=1")
    assert page.locator(".sentences li").count() > 2
    accessible(page)


def test_two_points_are_chosen_by_keyboard(desk: Desk):
    page = desk.page("charlie")
    page.goto(page_of(killed(), "history"))
    entries = page.locator("ol.entries > li").count()

    page.locator("input[name=from]").nth(1).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/compare/?*")

    assert entries > 2
    assert page.locator("h2", has_text="From entry #").is_visible()


def test_contributor_reads_the_history_and_no_ledger(desk: Desk):
    page = desk.page("bob")

    page.goto(page_of(killed(), "history"))

    assert page.locator("ol.entries > li").count() > 2
    assert page.get_by_role("link", name="entry #").count() == 0
