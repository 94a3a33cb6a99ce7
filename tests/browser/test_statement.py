"""The desk's journeys about statements: add one, correct one, adopt a figure; two tabs; looking on.

Kerman's deaths are the claim: 103, 95, at least 84, later 94.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Revision
from history.models import Entry
from sources.models import Document
from tests.admin_site import ledger
from tests.browser.desk import Desk

DEATHS = "kerman-bombings-2024-deaths"
FEW = 10  # keystrokes from the search to a saved statement, beside what is typed
ADD = "/admin/claims/revision/add/"


def deaths() -> Claim:
    return Claim.objects.get(slug=DEATHS)


def claim_url() -> str:
    return f"/admin/claims/claim/{deaths().pk}/change/"


class Keys:
    """A keyboard that counts what is pressed; words are typed beside the count."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: list[str] = []

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed.append(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)


def at(page: Page, name: str) -> None:
    """Waits until the keyboard is in the field of this name."""
    expect(page.locator(f"[name={name}]:focus")).to_be_visible()


def form_of(page: Page, selector: str) -> dict[str, Any]:
    """What the page's form would send, with its token."""
    sent: dict[str, Any] = page.locator(selector).evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    return sent


# Adding


def test_statement_is_added_by_keyboard_in_under_ten_keystrokes(desk: Desk, accessible: Any):
    page = desk.page("bob")
    page.goto("/admin/")
    keys = Keys(page)

    keys.press("/")
    keys.type("kerman killed")
    keys.press("Enter")
    expect(page.locator("a:focus")).to_contain_text("How many people were killed?")
    keys.press("Enter")
    page.wait_for_url(f"**{claim_url()}")
    keys.press("n")
    at(page, "where")
    keys.type("https://themedialine.org/two-blasts?utm_source=mail")
    keys.press("Tab")
    at(page, "wording")
    keys.type("at least 91")
    expect(page.locator(".reading")).to_have_text("Read as 91 or more people")
    expect(page.locator(".placed")).to_contain_text("A new document")
    accessible(page)
    keys.press("Enter")
    page.wait_for_url("**/change/#statement-*")

    statement = Revision.objects.get(wording="at least 91")
    assert statement.document.url == "https://themedialine.org/two-blasts"
    assert statement.claim == deaths()
    expect(page.locator(f"#statement-{statement.pk}")).to_contain_text("91 or more people")
    expect(page.locator(".messagelist")).to_contain_text("Recorded “at least 91”")
    assert len(keys.pressed) < FEW, keys.pressed


def test_source_and_day_by_keyboard_are_under_ten_keystrokes_too(desk: Desk):
    page = desk.page("bob")
    page.goto(claim_url())
    keys = Keys(page)

    keys.press("n")
    keys.type("The Media Line")
    keys.press("Tab")
    keys.type("91")
    keys.press("Tab")
    keys.type("Iranian authorities")
    keys.press("Tab")
    keys.type("2024-01-20")
    keys.press("Enter")
    page.wait_for_url("**/change/#statement-*")

    statement = Revision.objects.get(wording="91")
    assert (statement.document.key, statement.attributed_to.name) == (
        "the-media-line-2024-01-20",
        "Iranian authorities",
    )
    assert len(keys.pressed) + 3 < FEW  # "/", Enter and Enter open the claim


def test_refused_statement_keeps_what_was_typed_beside_its_errors(desk: Desk, accessible: Any):
    page, before = desk.page("bob", width=390), Document.objects.count()
    page.goto(claim_url())

    page.fill("#new_where", "https://example.org/blasts")
    page.fill("#new_wording", "ever so many")
    page.fill("#new_quotation_exact", "ever so many were killed")
    page.locator("#new-statement input[type=submit]").click()

    expect(page.locator(".field-wording .errorlist")).to_be_visible()
    assert page.url == desk.url(f"{ADD}?claim={deaths().pk}")
    assert page.input_value("[name=where]") == "https://example.org/blasts"
    assert page.input_value("[name=wording]") == "ever so many"
    assert page.input_value("[name=quotation_exact]") == "ever so many were killed"
    assert Document.objects.count() == before
    accessible(page)


def test_everything_works_without_a_script(desk: Desk):
    page = desk.page("bob")
    context = desk.browser.new_context(java_script_enabled=False, base_url=desk.address)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(claim_url())

    plain.fill("#new_where", "The Media Line")
    plain.fill("#new_wording", "at least 91")
    plain.locator("#new-statement input[type=submit]").click()
    expect(plain.locator(".field-stated .errorlist")).to_contain_text("Say when")
    expect(plain.locator(".reading")).to_have_text("Read as 91 or more people")
    plain.fill("[name=stated]", "2024-01-20")
    plain.locator("input[value=Record]").click()

    assert Revision.objects.filter(wording="at least 91").count() == 1


# Correcting


def test_statement_is_corrected_from_its_line(desk: Desk, accessible: Any):
    page = desk.page("alice")
    page.goto(claim_url())
    mistaken = deaths().revisions.get(wording="more than 80")

    page.locator(f"#statement-{mistaken.pk}").get_by_role("link", name="Correct").click()
    page.wait_for_url(f"**{ADD}?corrects=*")
    accessible(page)
    page.get_by_label("We wrote it down wrongly").check()
    page.fill("[name=wording]", "more than 82")
    page.fill("[name=reason]", "Misread the scan")
    page.locator("input[value=Record]").click()
    page.wait_for_url("**/change/#statement-*")

    mistaken.refresh_from_db()
    new = Revision.objects.get(wording="more than 82")
    assert (mistaken.is_void, new.replaces, new.document) == (True, mistaken, mistaken.document)
    expect(page.locator(f"#statement-{mistaken.pk} .mark")).to_have_text("void")


def test_statement_is_voided_from_its_line(desk: Desk, accessible: Any):
    page = desk.page("alice", dark=True)
    page.goto(claim_url())
    mistaken = deaths().revisions.get(wording="more than 80")

    page.locator(f"#statement-{mistaken.pk}").get_by_role("link", name="Void").click()
    page.wait_for_url("**/void/")
    accessible(page)
    page.fill("[name=reason]", "Of another bombing")
    page.locator("input[type=submit][value=Void]").click()
    page.wait_for_url("**/change/#statement-*")

    mistaken.refresh_from_db()
    assert mistaken.is_void


# Adopting


def test_figure_is_adopted_with_what_warns_of_it(desk: Desk, accessible: Any):
    page = desk.page("alice")
    page.goto(claim_url())
    accessible(page)
    behind = deaths().revisions.get(wording="84", attributed_to__name="Iranian authorities")

    page.locator(f"a[href*='revision={behind.pk}']").first.click()
    expect(page.locator(".warn")).to_contain_text("have since said 94")
    accessible(page)
    page.fill("[name=reason]", "Style desk")
    page.locator("input[type=submit]").last.click()
    page.wait_for_url("**/change/")

    assert deaths().adopted_revision == behind
    expect(page.locator("#adopted .printed")).to_have_text("84")
    expect(page.locator("#adopted")).to_contain_text("the figure is stale")
    accessible(page)


def test_second_of_two_tabs_that_adopt_is_refused_and_told_what_changed(desk: Desk):
    tabs = [desk.page("alice"), desk.page("ada")]
    for tab in tabs:
        tab.goto(f"{claim_url().removesuffix('change/')}adopt/")
        tab.fill("[name=reason]", "Rang the governor")
    tabs[0].get_by_label("“94”").first.check()
    tabs[1].get_by_label("“more than 80”").first.check()

    tabs[0].locator("input[type=submit]").last.click()
    tabs[0].wait_for_url("**/change/")
    before = ledger()
    tabs[1].locator("input[type=submit]").last.click()

    refused = tabs[1].locator(".errorlist")
    expect(refused).to_contain_text("It has changed since you opened it")
    expect(refused).to_contain_text("Alice: adopted revision: — → 94")
    assert tabs[1].input_value("[name=reason]") == "Rang the governor"
    assert (ledger(), deaths().adopted_wording) == (before, "94")


def test_second_of_two_tabs_that_edit_the_claim_is_refused(desk: Desk):
    tabs = [desk.page("alice"), desk.page("ada")]
    for number, tab in enumerate(tabs):
        tab.goto(claim_url())
        tab.locator("details.own > summary").click()
        tab.fill("#id_label", f"Dead {number}")
        tab.fill("#id_reason", "Shorter")

    tabs[0].locator("#claim_form [name=_continue]").click()
    expect(tabs[0].locator(".messagelist")).to_be_visible()
    tabs[1].locator("#claim_form [name=_continue]").click()

    expect(tabs[1].locator("#claim_form .errorlist").first).to_contain_text("It has changed")
    expect(tabs[1].locator("#claim_form .errorlist").first).to_contain_text("Killed → Dead 0")
    assert tabs[1].input_value("#id_label") == "Dead 1"
    assert deaths().label == "Dead 0"


# Looking on


def test_auditor_sees_no_form_and_every_crafted_post_is_refused(desk: Desk, accessible: Any):
    alice, charlie = desk.page("alice"), desk.page("charlie")
    statement = deaths().revisions.get(wording="more than 80")
    claim = claim_url().removesuffix("change/")
    void = f"/admin/claims/revision/{statement.pk}/void/"
    pages = {
        f"{ADD}?claim={deaths().pk}": "#revision_form",
        f"{ADD}?corrects={statement.pk}": "#revision_form",
        void: "#content-main form",
        f"{claim}adopt/": "#content-main form",
        claim_url(): "#claim_form",
    }
    forms = {}
    for url, selector in pages.items():
        alice.goto(url)
        forms[url] = form_of(alice, selector)
    charlie.goto(claim_url())
    accessible(charlie)

    shown = charlie.locator("#content")
    assert shown.locator("form[method=post]:not(#claim_form)").count() == 0
    assert shown.locator("input[type=submit]:visible").count() == 0
    assert re.search(r"Adopt|Correct\b|\bVoid\b", shown.inner_text()) is None
    before = ledger()
    token = {c["name"]: c["value"] for c in charlie.context.cookies()}.get("csrftoken") or _token(
        charlie
    )
    for url, form in forms.items():
        crafted = {**form, "reason": "Mine", "wording": "1", "question": "Forged?", "how": "slip"}
        answer = charlie.request.post(
            desk.url(url),
            form={**crafted, "csrfmiddlewaretoken": token},
            headers={"Referer": desk.url(url)},
        )
        assert answer.status == 403, url
    assert ledger() == before
    assert Entry.objects.order_by("-position").first().actor_name != "Charlie"


def _token(page: Page) -> str:
    return str(page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value"))


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_page_as_it_stood_is_reached_and_left(desk: Desk, accessible: Any, width: int, dark: bool):
    page = desk.page("charlie", width=width, dark=dark)
    page.goto(claim_url())

    page.locator("details.as-of > summary").click()
    page.fill("[name=stated_until]", "2024-01-05")
    page.locator("#as-of input[type=submit]").click()

    expect(page.locator(".banner")).to_contain_text("what had been said by 2024-01-05")
    expect(page.locator("#statements")).not_to_contain_text("19 January")
    accessible(page)
    page.get_by_role("link", name="Back to now").click()
    expect(page.locator("#statements")).to_contain_text("19 January")
