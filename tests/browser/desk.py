"""The desk as a person meets it: pages signed in as somebody, wide or narrow, light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Browser, Page, Request

from accounts.models import Membership, User

ROLES = {
    "alice": ["editor"],
    "bob": ["contributor"],
    "charlie": ["auditor"],
    "ada": ["administrator"],
}
HEIGHT = 900


class Desk:
    """A served site and the browser it is looked at with."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def page(self, username: str | None = None, *, width: int = 1280, dark: bool = False) -> Page:
        """A page of a browser of its own; signed in if a name is given.

        `page.console_errors` and `page.strangers` (requests to other machines) grow as it is used.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            base_url=self.address,
        )
        if username:
            context.add_cookies([{**cookie, "url": self.address} for cookie in _cookies(username)])
        page = context.new_page()
        page.console_errors = []  # type: ignore[attr-defined]
        page.strangers = []  # type: ignore[attr-defined]
        page.on("console", lambda message: _keep(page.console_errors, message))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))  # type: ignore[attr-defined]
        page.on("request", lambda request: self._watch(page, request))
        return page

    def _watch(self, page: Page, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            page.strangers.append(request.url)  # type: ignore[attr-defined]


def hire(username: str, roles: Sequence[str]) -> User:
    """One of the cast, who may sign in to the admin."""
    user = User.objects.create_user(username=username, name=username.title(), is_staff=True)
    for role in roles:
        Membership.objects.create(user=user, group=Group.objects.get(name=role))
    return user


def _cookies(username: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return [{"name": name, "value": morsel.value} for name, morsel in client.cookies.items()]


def _keep(errors: list[str], message: Any) -> None:
    if message.type == "error":
        errors.append(message.text)
