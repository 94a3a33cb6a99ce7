"""Every address there is, read off the URL resolver, so that no test forgets a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Route:
    """A pattern of the resolver: its path with {names}, the view class and what it is set to.

    `view` None: a plain view.
    """

    path: str
    view: Any
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def methods(self) -> list[str]:
        """What the view answers, beside HEAD and OPTIONS; GET alone for a plain view."""
        if self.view is None:
            return ["GET"]
        allowed = {name.upper() for name in self.view.http_method_names}
        return [m for m in METHODS if hasattr(self.view, m.lower()) and m in allowed]

    def at(self, **names: str) -> str:
        """The address with its names filled in."""
        return self.path.format(**names)


def routes() -> list[Route]:
    """Ours, in the order of the resolver; the admin's own addresses are not among them."""
    return [route for route in _below(get_resolver(), "/") if not route.path.startswith("/admin")]


def writes() -> list[tuple[str, Route]]:
    """Every method of every route that may write."""
    return [(m, route) for route in routes() for m in route.methods if m != "GET"]


def _below(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        path = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            called = pattern.callback
            yield Route(path, getattr(called, "cls", None), getattr(called, "initkwargs", {}))
        else:
            yield from _below(pattern, path)
