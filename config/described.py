"""The schema and Swagger UI, as strict as the rest: known parameters, nothing inline.

The schema is written once a process and format: it takes most of a second, and whoever may read
may ask for it.
"""

from __future__ import annotations

import functools
import hashlib
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.parameters import check_names
from api.preconditions import matches

METHODS = ["get", "head"]


class SchemaView(SpectacularAPIView):
    """The OpenAPI schema, as YAML or, with `format=json` or by Accept, as JSON."""

    http_method_names = METHODS
    schema = None

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        check_names(request.GET, ("format",))
        renderer = request.accepted_renderer
        content, etag = _written(renderer.__class__)
        if matches(request, etag):
            return HttpResponse(status=304, headers={"ETag": etag})
        name = f'inline; filename="onrecord.{renderer.format}"'
        return HttpResponse(
            content,
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={"ETag": etag, "Content-Disposition": name},
        )


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI; its script comes from this address too, with `script`."""

    http_method_names = METHODS
    schema = None
    template_name = "config/swagger_ui.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("script") != "":  # its own, and without a value
            check_names(request.GET, ())
        return super().get(request, *args, **kwargs)


@functools.cache
def _written(renderer: Any) -> tuple[bytes, str]:
    """The schema in a format, and its ETag."""
    content: bytes = renderer().render(_generated(), renderer.media_type, {})
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'


@functools.cache
def _generated() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)
