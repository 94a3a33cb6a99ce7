"""The search of the whole record: what some words find, and what is said of it now.

In: words, or the id of a record, which opens it. Out: a page; the records of each kind that the
reader may see, best first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.roles import may
from api.typeid import MalformedTypeID, decode
from claims.admin.listing import claims_by_words
from claims.admin.verdicts import assessments_of, badge
from claims.models import Claim, Entity, Revision, Topic
from claims.searching import KINDS, Found, Match, search
from history.admin.wording import names_of
from sources.models import Document, Source

MOST = 60
ORDER = (Claim, Topic, Source, Entity)
NAMED = (*ORDER, Document, Revision)
BY = {Match.STATEMENT: "by what was said", Match.ALIAS: "by an alias"}


@dataclass(frozen=True, slots=True)
class Result:
    """A record that was found: its name and page, what it is about, what is said of it now."""

    name: str
    url: str
    about: str
    now: str
    verdict: SafeString | str
    by: str


@require_safe
def search_page(request: Any) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    if page := _page_of_id(words):
        return HttpResponseRedirect(page)
    among = [model for model in KINDS if may(request.user, "view", model)]
    found = search(words, among=among, limit=MOST + 1) if words and among else []
    if words and Claim in among:
        found += _across(words, found)
    shown = {
        **admin.site.each_context(request),
        "title": f"“{words}”" if words else "Search the record",
        "desk_query": words,
        "groups": _groups(found[:MOST]),
        "is_more": len(found) > MOST,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "claims/search.html", shown)


def _across(words: str, found: Sequence[Found]) -> list[Found]:
    """Claims that have the words only together with their topic: "kerman killed"."""
    known = [one.id for one in found if one.model is Claim]
    rows = claims_by_words(Claim.objects.filter(is_retired=False), words).exclude(pk__in=known)
    keys = rows.order_by("-pk").values_list("pk", flat=True)[: max(0, MOST - len(found))]
    return [Found(Claim, key, Match.WORDS) for key in keys]


def _page_of_id(text: str) -> str | None:
    """The page of the record whose id the text is."""
    for model in NAMED:
        try:
            key = decode(model.PREFIX, text)
        except MalformedTypeID:
            continue
        return _page(model, key) if model._default_manager.filter(pk=key).exists() else None
    return None


def _page(model: Any, key: UUID) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    return reverse(name, args=[quote(key)])


def _groups(found: Sequence[Found]) -> list[tuple[str, list[Result]]]:
    by_model: dict[Any, list[Found]] = defaultdict(list)
    for one in found:
        by_model[one.model].append(one)
    names = names_of({model: [one.id for one in ones] for model, ones in by_model.items()})
    claims = [one.id for one in by_model[Claim]]
    kept = assessments_of(claims)
    topics = dict(Claim.objects.filter(pk__in=claims).values_list("pk", "topic__name"))
    return [
        (
            str(model._meta.verbose_name_plural).capitalize(),
            [
                Result(
                    name=names[model, one.id],
                    url=_page(model, one.id),
                    about=topics.get(one.id, ""),
                    now=kept[one.id].foremost if one.id in kept else "",
                    verdict=badge(kept[one.id].verdict) if one.id in kept else "",
                    by=BY.get(one.match, ""),
                )
                for one in by_model[model]
                if (model, one.id) in names
            ],
        )
        for model in ORDER
        if by_model[model]
    ]


admin.site.add_page("search/", search_page, "search")  # type: ignore[attr-defined]  # config/desk.py
