"""Notes on claims: what the newsroom found out beside what sources said; for editors alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from claims.models.claim import Claim
from history.record import Record
from history.tracking import tracked

LONGEST_NOTE = 2000


class ClaimNote(Record):
    """What an editor wants the next one to know: "rang the governor's office 14:20, confirms 91".

    Never edited; withdrawn (`is_void`) with a reason. No part of its claim: a reader who sees the
    claim's version learns nothing of its notes. Shown in the admin, and to those who may audit.
    """

    PREFIX: ClassVar = "note"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=LONGEST_NOTE)
    is_void = models.BooleanField(default=False, editable=False)

    history = tracked(
        about="claim__topic",
        free=["is_void"],
        indexes=[models.Index(fields=["claim"], name="claims_claimnote_hist_claim")],
    )

    class Meta:
        verbose_name = "note"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="claims_claimnote_says"),
        ]

    def __str__(self) -> str:
        return self.text
