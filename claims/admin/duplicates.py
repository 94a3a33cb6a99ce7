"""Likely doubles, for whoever may merge them: pairs of records whose names are close, and why.

In: the newest records of each kind that stand for themselves. Out: a page of pairs, each leading to
the step that merges one into the other. That two are not the same is not remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import may
from claims.likeness import Named, likely
from claims.models import Claim, Entity, Topic
from history.desk.cards import link
from sources.models import Source

MOST = 5_000  # records of a kind that are compared, the newest: about a second
SHOWN = 100  # pairs of a kind


@dataclass(frozen=True, slots=True)
class Record:
    """One of a pair: what it is called, its page, and the step that merges it into the other."""

    name: str
    about: str
    url: str
    merge_url: str


@dataclass(frozen=True, slots=True)
class Double:
    a: Record
    b: Record
    why: str


def _by_names(row: Any) -> Named:
    return Named(row.pk, (row.name, *row.aliases))


def _of_kind(row: Any) -> Named:
    return Named(row.pk, (row.name, *row.aliases), row.kind)


def _topic(row: Any) -> Named:
    return Named(row.pk, (row.name,))


def _claim(row: Any) -> Named:
    """Only claims that could be merged are compared: of one topic, value type and unit."""
    topic = row.topic.merged_into_id or row.topic_id
    group = (topic, row.value_type, row.unit.strip().casefold())
    return Named(row.pk, (row.question,), group, asks=True)


KINDS: Sequence[tuple[Any, Callable[[Any], Named], Callable[[Any], str]]] = (
    (Source, _by_names, lambda row: row.get_kind_display()),
    (Entity, _of_kind, lambda row: row.get_kind_display()),
    (Claim, _claim, lambda row: str(row.topic)),
    (Topic, _topic, lambda row: " ".join(filter(None, (row.get_kind_display(), row.occurred)))),
)


def may_merge(user: Any) -> bool:
    return any(may(user, "merge", model) for model, _, _ in KINDS)


@require_safe
def duplicates_page(request: Any) -> HttpResponse:
    if not may_merge(request.user):
        raise PermissionDenied
    found = [
        (str(model._meta.verbose_name_plural).capitalize(), doubles_of(model, named, about))
        for model, named, about in KINDS
        if may(request.user, "merge", model)
    ]
    shown = {
        **admin.site.each_context(request),
        "title": "Likely duplicates",
        "groups": [(kind, doubles[:SHOWN], len(doubles) > SHOWN) for kind, doubles in found],
        "compared": MOST,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "claims/duplicates.html", shown)


def doubles_of(
    model: Any, named: Callable[[Any], Named], about: Callable[[Any], str]
) -> list[Double]:
    """The likely doubles of a kind, the surest first. One query."""
    rows = model.objects.filter(is_retired=False, merged_into=None)
    rows = rows.select_related("topic") if model is Claim else rows
    records = {row.pk: row for row in reversed(rows.order_by("-id")[:MOST])}
    pairs = likely(named(row) for row in records.values())

    def shown(row: Any, into: Any) -> Record:
        merge = f"{_page(row, 'merge')}?{urlencode({'into': into.pk})}"
        return Record(str(row), about(row), _page(row), merge)

    return [
        Double(shown(a, b), shown(b, a), pair.why.value)
        for pair in pairs
        for a, b in [(records[pair.a], records[pair.b])]
    ]


def _page(row: Any, page: str = "change") -> str:
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[quote(row.pk)])


admin.site.add_page("duplicates/", duplicates_page, "duplicates")  # type: ignore[attr-defined]
link("Likely duplicates", "admin:duplicates", may_merge)
