"""Finding records by words, with PostgreSQL's own text search (sources migration 0006).

Case and accents make no difference, nothing is stemmed, every word must be there; the last may be
unfinished. Reads the live tables only: the past has no index of its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import F, Func, QuerySet, Value

from api.schema import Parameter
from history.lists import Filter
from history.snapshots import Snapshot
from sources.models import Document, Source

Model = type[models.Model]

_SEARCHED: dict[Model, tuple[str, Any]] = {}


def searched_by(model: Model, name: str, *others: str, aliases: str = "") -> None:
    """Say which columns hold a model's words; as its index does, or that one isn't used."""
    array = Func(*(F(other) for other in others), template="ARRAY[%(expressions)s]")
    _SEARCHED[model] = (name, F(aliases) if aliases else array)


searched_by(Source, "name", aliases="aliases")
searched_by(Document, "title", "byline")


def with_words(rows: QuerySet[Any], model: Model, text: str) -> QuerySet[Any]:
    """The live rows that hold every word of the text; none for a text without words."""
    name, others = _SEARCHED[model]
    words = Func(F(name), others, function="public.sources_search_words")
    asked = Func(Value(text), function="public.sources_search_query")
    return rows.filter(
        Func(
            words,
            asked,
            template="%(expressions)s",
            arg_joiner=" @@ ",
            output_field=models.BooleanField(),
        )
    )


WORDS = re.compile(r"\w\S*")
MOST_WORDS = 8  # that an editor's search looks for; the rest is left aside


def each_word(
    rows: QuerySet[Any], text: str, *ways: Callable[[str], QuerySet[Any]]
) -> QuerySet[Any]:
    """The rows whose key each word leads to, in one of the ways, whole or unfinished.

    A way gives keys of the rows for a word. None for a text without words.
    """
    words = WORDS.findall(text)[:MOST_WORDS]
    for word in words:
        first, *others = (way(word) for way in ways)
        rows = rows.filter(pk__in=first.union(*others) if others else first)
    return rows if words else rows.none()


def by_words(model: Model, words: str) -> Filter:
    """The filter `q` of a list."""

    def narrow(rows: QuerySet[Any], text: str, snapshot: Snapshot) -> QuerySet[Any]:
        return with_words(rows, model, text)

    every = "Every word must be there, the last may be unfinished; as they are now."
    return Filter(narrow, Parameter(f"{words} {every}"), only_now=True)
