"""The media types of a claim in other vocabularies. Problems stay problem documents in all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.rendering import JSONRenderer


class TableRenderer(JSONRenderer):
    """CSV that the view has written."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"  # type: ignore[assignment]  # DRF adds it to the type; JSON has none

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return data if isinstance(data, bytes) else super().render(data)


class ProvRenderer(JSONRenderer):
    """PROV-JSON."""

    media_type = "application/prov+json"
    format = "prov"


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD."""

    media_type = "application/ld+json"
    format = "jsonld"
