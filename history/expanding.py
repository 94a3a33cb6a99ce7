"""`?expand=claim,document.publisher`: links in an answer made whole, as of the same snapshot.

A link is shown by its id, slug and name; named in `expand` it becomes the record as its own path
answers it. Two levels, from a list that each endpoint gives; however many rows an answer has, it
costs a query for each kind of record a level. What a link leads to is told by its TypeID's prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from api.refusals import Fault, Invalid
from api.suggestions import did_you_mean
from api.typeid import decode
from history.linking import Linked
from history.snapshots import Snapshot

if TYPE_CHECKING:
    from history.lists import Resource

_WHOLE: dict[str, Resource] = {}


def expandable(*resources: Resource) -> None:
    """Say how records are shown whole; their TypeIDs' prefixes lead here."""
    _WHOLE.update({resource.prefix: resource for resource in resources})


def expand_of(query: QueryDict, allowed: Sequence[str]) -> list[str]:
    """The paths asked for; those they lead through are asked for too. Shortest first."""
    asked = [path for path in query.get("expand", "").split(",") if path]
    faults = [
        Fault(
            "expand", "unknown_value", f"{path!r} can't be expanded; {did_you_mean(path, allowed)}"
        )
        for path in asked
        if path not in allowed
    ]
    if faults:
        raise Invalid(faults)
    through = {path.partition(".")[0] for path in asked}
    return sorted({*asked, *through}, key=lambda path: (path.count("."), path))


def expand(results: Iterable[dict[str, Any]], paths: Sequence[str], snapshot: Snapshot) -> None:
    """Put whole records in the place of links, in the results themselves."""
    results = list(results)
    for level in (0, 1):
        at_level = [path.split(".") for path in paths if path.count(".") == level]
        places = [
            (holder, names[-1])
            for names in at_level
            for holder in _holders(results, names[:-1])
            if isinstance(holder.get(names[-1]), dict)
        ]
        whole = _records({holder[name]["id"] for holder, name in places}, snapshot)
        for holder, name in places:
            holder[name] = {**holder[name], **whole[holder[name]["id"]]}


def _holders(results: list[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    for name in names:
        results = [held[name] for held in results if isinstance(held.get(name), dict)]
    return results


def _records(typeids: set[str], snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    linked = Linked(snapshot)
    found: list[tuple[Resource, list[Any]]] = []
    for prefix in sorted({typeid.partition("_")[0] for typeid in typeids}):
        resource = _WHOLE[prefix]
        ids = [decode(prefix, typeid) for typeid in typeids if typeid.startswith(f"{prefix}_")]
        rows = snapshot.of(resource.model).filter(id__in=ids)
        found.append((resource, list(rows.values_list(*resource.fields, named=True))))
        resource.link_up(found[-1][1], linked)
    shown = [resource.present(row, linked) for resource, rows in found for row in rows]
    return {record["id"]: record for record in shown}
