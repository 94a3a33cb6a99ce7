"""Merging a double at the desk, seeing it read as the other, and taking it back."""

from __future__ import annotations

from playwright.sync_api import expect

from sources.models import Source
from sources.registering import register_source
from tests.admin_site import page_of
from tests.browser.accessibility import faults_of


def test_likely_doubles_are_listed_and_lead_to_the_merge(desk):
    register_source(slug="the-irna", name="I.R.N.A.", kind="agency", by=None, channel="command")
    page = desk.page("alice", width=390)

    page.goto(desk.url("/admin/"))
    page.get_by_role("link", name="Likely duplicates").click()
    assert faults_of(page) == {}
    page.get_by_role("link", name="Merge “I.R.N.A.” into the other").click()
    page.get_by_label("Reason").fill("Its name with dots")
    page.get_by_role("button", name="Merge into…").click()

    expect(page.get_by_text("Merged: it is read as")).to_be_visible()


def test_a_double_is_merged_and_the_merge_taken_back(desk):
    double = register_source(
        slug="irna-english", name="IRNA English", kind="agency", by=None, channel="command"
    )
    into = Source.objects.get(slug="irna")
    page = desk.page("alice")

    page.goto(desk.url(page_of(double)))
    page.get_by_role("link", name="Merge into…").click()
    page.wait_for_load_state()  # till then it is the browser's own list
    page.get_by_role("combobox", name="Into").click()
    page.locator(".select2-search__field").fill("irna")
    page.get_by_role("option", name=str(into), exact=True).click()
    page.get_by_label("Reason").fill("The English service, entered apart")
    assert faults_of(page) == {}
    page.get_by_role("button", name="Merge into…").click()

    expect(page.get_by_text("Merged: it is read as")).to_be_visible()
    expect(page.get_by_role("link", name=str(into), exact=True)).to_be_visible()
    assert faults_of(page) == {}
    page.goto(desk.url("/admin/sources/source/"))
    expect(page.get_by_role("link", name="IRNA English")).to_have_count(0)

    page.goto(desk.url(page_of(double)))
    page.get_by_role("link", name="Take the merge back").click()
    page.get_by_label("Reason").fill("They are two after all")
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.get_by_role("link", name="Merge into…")).to_be_visible()
