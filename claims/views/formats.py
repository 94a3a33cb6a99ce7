"""The media types of a claim in other vocabularies. Problems stay problem documents in all."""

from __future__ import annotations

from api.rendering import JSONRenderer


class ProvRenderer(JSONRenderer):
    """PROV-JSON."""

    media_type = "application/prov+json"
    format = "prov"


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD."""

    media_type = "application/ld+json"
    format = "jsonld"
