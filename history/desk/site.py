"""The desk: Django's admin site with a home that says what needs a person, and a search of all.

Apps that `history` may not name add to it: `@cards` to the home, `add_page` a page of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from history.desk.cards import cards_for, links_for
from history.desk.recent import recent_changes

Page = Callable[..., HttpResponse]


class DeskSite(admin.AdminSite):
    """What `admin.site` is (config/desk.py)."""

    site_header = "Onrecord"
    site_title = "Onrecord"
    index_title = "What needs a person"
    site_url = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[tuple[str, Page, str]] = []

    def add_page(self, route: str, page: Page, name: str) -> None:
        """A page for everybody who may sign in: admin/<route>, named admin:<name>."""
        self._pages.append((route, page, name))

    def get_urls(self) -> list[Any]:
        pages = [path(route, self.admin_view(page), name=name) for route, page, name in self._pages]
        return [*pages, *super().get_urls()]

    def index(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        home = {
            "cards": cards_for(request),
            "recent": recent_changes(request.user),
            "links": links_for(request),
        }
        return super().index(request, {**home, **(extra_context or {})})
