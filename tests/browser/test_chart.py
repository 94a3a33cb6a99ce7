"""The chart of a claim as a person sees it: the layout that fits, in light and dark, as a file."""

from __future__ import annotations

import pytest

from claims.models import Claim
from tests.admin_site import page_of
from tests.browser.desk import Desk

COLOUR = "selector => getComputedStyle(document.querySelector(selector)).stroke"


def claim_page(slug: str = "kerman-bombings-2024-deaths") -> str:
    return page_of(Claim.objects.get(slug=slug))


@pytest.mark.parametrize(
    ("width", "dark", "shown", "hidden"),
    [(1280, False, "wide", "narrow"), (390, True, "narrow", "wide")],
    ids=["wide and light", "narrow and dark"],
)
def test_page_shows_the_chart_that_fits_first(desk: Desk, accessible, width, dark, shown, hidden):
    page = desk.page("bob", width=width, dark=dark)

    page.goto(claim_page())

    assert page.locator(f"#chart svg.{shown}").is_visible()
    assert not page.locator(f"#chart svg.{hidden}").is_visible()
    assert page.locator(".panel").first.get_attribute("id") == "chart"
    drawing = page.locator(f"#chart svg.{shown}").bounding_box()
    words = page.locator(f"#chart svg.{shown} text").first.bounding_box()
    assert drawing["width"] <= width
    assert words["height"] >= 11
    accessible(page)


def test_chart_has_a_name_and_the_same_as_a_table(desk: Desk):
    page = desk.page("bob")
    page.goto(claim_page())

    page.get_by_text("The same as a table: 8 statements").click()

    name = "How many people were killed? (people) What was said over time"
    assert page.get_by_role("img", name=name).is_visible()
    assert page.locator("#chart tbody tr").count() == 8


def test_labels_lie_on_nothing_and_within_the_picture(desk: Desk):
    """On every claim of the seeds, as the browser sets them."""
    page = desk.page("bob")
    clashes = []
    for slug in (
        Claim.objects.filter(revisions__isnull=False).distinct().values_list("slug", flat=True)[::9]
    ):
        page.goto(claim_page(slug))
        clashes += [
            (slug, clash)
            for clash in page.evaluate(
                """() => {
                    const svg = document.querySelector("#chart svg.wide");
                    const edge = svg.getBoundingClientRect().right + 1;
                    const boxes = [...svg.querySelectorAll("text.figure, text.name")].map(
                        one => [one.textContent, one.getBoundingClientRect()]);
                    return boxes.flatMap(([words, box], at) => [
                        ...(box.right > edge ? [["too wide", words]] : []),
                        ...boxes.slice(at + 1)
                            .filter(([, other]) => box.left < other.right && other.left < box.right
                                && box.top + 3 < other.bottom && other.top + 3 < box.bottom)
                            .map(([others]) => [words, others])]);
                }"""
            )
        ]

    assert clashes == []


def test_file_has_its_colours_and_no_fault(desk: Desk):
    light, dark = desk.page(), desk.page(dark=True)

    for page in (light, dark):
        page.goto("/api/v1/claims/kerman-bombings-2024-deaths/timeline.svg")

    colours = [page.evaluate(COLOUR, "path.line.c0") for page in (light, dark)]
    assert colours == ["rgb(11, 102, 153)", "rgb(108, 197, 236)"]
    assert (light.console_errors, dark.console_errors) == ([], [])
