"""A timeline as a table, for charts and spreadsheets: a line a statement, in the order said.

In: statements as the API presents them. Out: cells; an open end of a figure is an empty one.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS: Sequence[str] = (
    "id", "stated_at", "stated_before", "stated", "publisher", "via", "attributed_to", "origin",
    "stance", "wording", "qualifier", "lower", "upper", "best", "unit", "value", "definition",
    "change_kind", "supersedes", "superseded", "document", "url", "published", "recorded_at",
    "position", "change_words",
)  # fmt: skip


def cells(statement: Mapping[str, Any]) -> list[Any]:
    """One statement's cells, in the order of COLUMNS."""
    value, document = statement["value"] or {}, statement["document"]
    made = {
        **{name: statement.get(name) for name in COLUMNS},
        **{
            name: statement[name]["name"] if statement[name] else None
            for name in ("publisher", "via", "attributed_to", "origin")
        },
        **{name: value.get(name) for name in ("qualifier", "lower", "upper", "best", "unit")},
        "value": _value(value),
        "superseded": bool(statement["superseded_by"]),
        "document": document["name"],
        "url": document["url"],
        "published": document["published"],
    }
    return [made[name] for name in COLUMNS]


def _value(value: Mapping[str, Any]) -> Any:
    """What is no quantity, in one cell: a date, a truth, a text, the names of entities."""
    if "entities" in value:
        return "; ".join(entity["name"] for entity in value["entities"])
    return next((value[name] for name in ("edtf", "boolean", "text") if name in value), None)
