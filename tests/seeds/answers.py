"""A claim's whole agreement answer without what differs from run to run: ids and positions.

Statements are named by their external_id, other records by slug or key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DROPPED = {"id", "position", "settled", "as_of", "stated_until", "name", "url", "document"}


def normal(answer: Mapping[str, Any], external_ids: Mapping[str, str]) -> dict[str, Any]:
    """The answer as it is the same in every installation that loaded the seeds."""
    return {
        key: _normal(value, external_ids) for key, value in answer.items() if key not in DROPPED
    }


def _normal(value: Any, external_ids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        if "slug" in value and "name" in value:
            return value["slug"]
        named = {"statement": external_ids[value["id"]]} if value.get("id") in external_ids else {}
        return named | {
            key: _normal(inner, external_ids) for key, inner in value.items() if key not in DROPPED
        }
    if isinstance(value, list):
        return [_normal(item, external_ids) for item in value]
    return external_ids.get(value, value) if isinstance(value, str) else value
