"""The way in."""

from __future__ import annotations

from tests.browser.desk import Desk


def test_who_is_nobody_is_asked_to_sign_in(desk: Desk):
    page = desk.page()

    page.goto("/admin/")

    assert page.title() == "Log in | Onrecord"


def test_the_cast_is_greeted_by_name(desk: Desk):
    page = desk.page("alice")

    page.goto("/admin/")

    assert "Alice" in page.locator("#user-tools").inner_text().title()
