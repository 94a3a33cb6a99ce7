"""The media types of a claim in other vocabularies. Problems stay problem documents in all."""

from __future__ import annotations

from api.formats import CSVRenderer
from api.rendering import JSONRenderer


class PictureRenderer(CSVRenderer):
    """SVG that the view has drawn."""

    media_type = "image/svg+xml"
    format = "svg"


class ProvRenderer(JSONRenderer):
    """PROV-JSON."""

    media_type = "application/prov+json"
    format = "prov"


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD."""

    media_type = "application/ld+json"
    format = "jsonld"
