"""Pages for the tests of the desk. Without a Chromium they are left out, and the run says so.

With ONRECORD_BROWSER=required, as in .ci/run, they fail instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.accessibility import faults_of
from tests.browser.desk import ROLES, Desk, hire
from tests.browser.finding import NO_BROWSER, chromium
from tests.browser.server import served
from tests.databases import Databases, connected_to


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Ended with the last test that asks for it: Playwright's loop would stand in others' way."""
    path = chromium()
    if path is None:
        if os.environ.get("ONRECORD_BROWSER") == "required":
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    # Playwright's loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def desk_database(
    databases: Databases, seeds_database: str, django_db_blocker: Any
) -> Iterator[str]:
    """The seeds on record and the cast, to be copied; its name."""
    with django_db_blocker.unblock(), databases.copy(seeds_database, "desk") as name:
        with connected_to(name):
            for username, roles in ROLES.items():
                hire(username, roles)
        yield name


@pytest.fixture
def desk(
    browser: Browser, databases: Databases, desk_database: str, django_db_blocker: Any
) -> Iterator[Desk]:
    """The site on a database of the test's own. Not to be used together with `db`."""
    with (
        django_db_blocker.unblock(),
        databases.copy(desk_database, "own") as name,
        connected_to(name),
        served() as address,
    ):
        yield Desk(browser, address)
        for context in browser.contexts:
            context.close()


@pytest.fixture
def accessible() -> Any:
    """Asserts that nothing is wrong with a page as it stands: `accessible(page)`."""

    def check(page: Any) -> None:
        assert faults_of(page) == {}, page.url

    return check
