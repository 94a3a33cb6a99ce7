"""A claim's statements over stated time, as a picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from rest_framework.response import Response

from api.parameters import choice_of
from api.schema import Operation
from claims.chart import NARROW, WIDE, draw_file, draw_image
from claims.charting import chart_of
from claims.schema import CHART, LAYOUTS
from claims.standing_claim import claim_row
from claims.views.claims import until_for
from claims.views.formats import PictureRenderer
from history.linking import Linked
from history.reads import SnapshotView
from history.snapshots import Snapshot

STYLESHEET: Final = (Path(__file__).parent.parent / "static/claims/chart.css").read_text()
DIGEST: Final = b64encode(sha256(STYLESHEET.encode()).digest()).decode()
# A picture loads nothing and runs nothing; the one stylesheet it has is ours.
POLICY: Final = f"default-src 'none'; style-src 'sha256-{DIGEST}'; frame-ancestors 'none'; sandbox"


class Pictured:
    """A view that can answer with a picture, which has a policy of its own for browsers."""

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        made: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]  # APIView's
        renderer = getattr(made, "accepted_renderer", None)
        if isinstance(renderer, PictureRenderer) and made.status_code == 200:
            made["Content-Security-Policy"] = POLICY
        return made

    def picture(self, request: Any, snapshot: Snapshot, reference: str) -> bytes:
        claim = claim_row(snapshot, reference)
        until = until_for(request, snapshot, claim)
        chart = chart_of(snapshot, claim, until, Linked(snapshot))
        match choice_of(request.GET, "layout", LAYOUTS):
            case "wide":
                drawn = draw_image(chart, STYLESHEET, WIDE)
            case "narrow":
                drawn = draw_image(chart, STYLESHEET, NARROW)
            case _:
                drawn = draw_file(chart, STYLESHEET)
        return drawn.encode()


class ChartView(Pictured, SnapshotView):
    """GET the chart of a claim: what was said over stated time, one line a source."""

    renderer_classes = [PictureRenderer]
    parameters = ("layout",)

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": CHART}

    def answer(self, snapshot: Snapshot, **path: Any) -> bytes:
        return self.picture(self.request, snapshot, path["reference"])
