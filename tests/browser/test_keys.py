"""The desk by the keyboard alone."""

from __future__ import annotations

import pytest

from tests.browser.desk import Desk

FOCUSED = "document.activeElement.id || document.activeElement.className"


@pytest.fixture
def page(desk: Desk):
    return desk.page("alice")


def test_the_first_key_leads_past_the_head_of_the_page(page):
    page.goto("/admin/claims/claim/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("location.hash") == "#content-start"


def test_slash_goes_to_the_search_and_words_find_a_claim(page):
    page.goto("/admin/")

    page.keyboard.press("/")
    at = page.evaluate(FOCUSED)
    page.keyboard.type("kerman kil")
    page.keyboard.press("Enter")
    page.wait_for_selector(".found")

    assert at == "desk-q"
    assert "How many people were killed?" in page.locator(".found").inner_text()


def test_slash_is_a_letter_where_somebody_types(page):
    page.goto("/admin/claims/claim/")

    page.keyboard.press("/")
    page.keyboard.type("1/2")

    assert page.input_value("#searchbar") == "1/2"


def test_a_filter_opens_chooses_and_folds_by_keys(page):
    page.goto("/admin/claims/claim/")
    verdict = page.locator("details.filter summary").first

    verdict.focus()
    page.keyboard.press("Enter")
    opened = page.locator("details.filter[open]").count()
    page.keyboard.press("Escape")
    folded = page.locator("details.filter[open]").count()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="disputed", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".clear-filters")

    assert (opened, folded) == (1, 0)
    assert page.locator("#result_list .badge-disputed").count() == 5


def test_every_page_serves_without_scripts(desk):
    context = desk.browser.new_context(java_script_enabled=False, base_url=desk.address)
    context.add_cookies([{**cookie} for cookie in desk.page("alice").context.cookies()])
    page = context.new_page()

    page.goto("/admin/claims/claim/")
    page.locator("details.filter summary").first.click()
    page.get_by_role("link", name="disputed", exact=True).click()
    page.wait_for_selector(".clear-filters")

    assert page.locator("#result_list tbody tr").count() == 5
