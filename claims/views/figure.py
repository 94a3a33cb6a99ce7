"""The figure to print: which it is, and which statement this newsroom adopts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.response import Response

from api.parameters import choice_of
from api.preconditions import required_version
from api.schema import Operation
from claims.adopting import adopt_figure
from claims.figure import Policy
from claims.figuring import case_of
from claims.judging import judged
from claims.models import Claim
from claims.presenting import present_claim_link
from claims.presenting_figure import present_figure
from claims.schema_figure import ADOPT, FIGURE, PARTIES
from claims.serializers import AdoptSerializer
from claims.standing_claim import claim_row
from claims.views.catalogue import CLAIMS
from claims.views.claims import until_for
from history.idempotency import idempotent
from history.linking import Linked
from history.models import Channel
from history.reads import SnapshotView, read_at
from history.snapshots import Snapshot
from history.writes import body_of, present_now, target


class FigureView(SnapshotView):
    """GET the one figure to print under a policy, what it rests on, and what was left out."""

    parameters = ("policy", "parties")

    def operations(self) -> Mapping[str, Operation | None]:
        return {"GET": FIGURE}

    def answer(self, snapshot: Snapshot, **path: Any) -> Any:
        query = self.request.GET
        policy = Policy(choice_of(query, "policy", list(Policy)) or Policy.ADOPTED)
        parties = choice_of(query, "parties", PARTIES) or PARTIES[0]
        claim = claim_row(snapshot, path["reference"])
        until = until_for(self.request, snapshot, claim)
        linked = Linked(snapshot)
        (judgement,) = judged(snapshot, [claim], until, linked, whole=[claim.id])
        case = case_of(judgement, snapshot, uses_parties=parties == "include")
        return {
            "claim": present_claim_link(claim),
            **read_at(self.request, snapshot),
            "undated": judgement.undated,
            "parties": parties,
            **present_figure(case, policy, judgement, linked),
        }


class AdoptView(SnapshotView):
    """POST the statement this newsroom prints, and the words to print it in; or none."""

    http_method_names = ["post", "options"]
    permissions_needed = {"POST": "claims.adopt_claim"}

    def operations(self) -> Mapping[str, Operation | None]:
        return {"POST": ADOPT}

    @idempotent
    def post(self, request: Any, reference: str) -> Response:
        version = required_version(request)
        claim = target(Claim, reference)
        fields, reason = body_of(request, AdoptSerializer)
        adopted = adopt_figure(
            claim,
            fields["revision"],
            fields["wording"],
            by=request.user,
            reason=reason,
            channel=Channel.API.value,
            version=version,
        )
        body, etag = present_now(CLAIMS, adopted)
        return Response(body, headers={"ETag": etag})
