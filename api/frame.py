"""DRF's view with a shorter way through it for the usual call.

In: a request. Out: what `APIView` would answer, in every case. Authentication, permissions and
throttles are DRF's own and run as they do there.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from rest_framework.views import APIView

ANYTHING = "*/*"


class Frame(APIView):
    """A view that weighs media types only where a caller names some."""

    def perform_content_negotiation(self, request: Any, force: bool = False) -> tuple[Any, str]:
        if request._request.META.get("HTTP_ACCEPT", ANYTHING) == ANYTHING and not self.format_kwarg:
            renderer = self.get_renderers()[0]
            return renderer, renderer.media_type
        negotiated: tuple[Any, str] = super().perform_content_negotiation(request, force)
        return negotiated


def not_modified(etag: str) -> HttpResponse:
    """304, which has nothing to render."""
    return HttpResponseNotModified(headers={"ETag": etag})
