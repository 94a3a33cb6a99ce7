"""What every page owes its reader: axe finds nothing, nothing scrolls sideways, nothing leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# The rules of WCAG 2.2 at levels A and AA, and axe's own best practices.
RULES = {
    "resultTypes": ["violations"],
    "preload": False,  # it would load the style sheets again, by addresses that are none
}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSABLE = """
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter(one => one.tabIndex < 0 && !one.disabled && one.type !== "hidden"
            && one.checkVisibility() && !one.closest("[aria-hidden=true]"))
        .map(one => one.outerHTML.slice(0, 200))
"""


def faults_of(page: Page, *, only: Sequence[str] = ()) -> dict[str, Any]:
    """Everything wrong with the page as it stands; empty if nothing is. `only`: by these rules."""
    options = {**RULES, "runOnly": list(only)} if only else RULES
    broken = Axe().run(page, options=options).response["violations"]
    found = {
        "axe": [_told(violation) for violation in broken],
        "pixels too wide": page.evaluate(OVERFLOW),
        "out of the keyboard's reach": page.evaluate(FOCUSABLE),
        "console": page.console_errors,  # type: ignore[attr-defined]  # kept by Desk
        "requests elsewhere": page.strangers,  # type: ignore[attr-defined]  # kept by Desk
    }
    return {name: fault for name, fault in found.items() if fault}


def _told(violation: dict[str, Any]) -> tuple[str, str, list[str]]:
    places = [node["html"][:160] for node in violation["nodes"]]
    return violation["id"], violation["help"], places
