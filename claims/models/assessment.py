"""What a claim's statements come to, kept so that lists can ask for it. Derived, not the record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from claims.agreement import RULES
from history.grants import READ

# What a row must have been made by to be read: the rules, the shape of a kept sheet, and what is
# said of the figure we print. Raise the second when a sheet shows something else
# (tests/claims/test_assessment_sheets.py notices), the third when `figure` or `foremost` does.
KEPT_BY = f"{RULES} sheet/1 figure/1"
JUDGE = READ | {"UPDATE"}  # rows come and go by triggers


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Rows by what may be read of them."""

    def fresh(self) -> AssessmentQuerySet:
        """Whose verdict and counts hold."""
        return self.filter(rules=KEPT_BY)

    def whole(self) -> AssessmentQuerySet:
        """Of which all columns hold: the figure, the words and the sheet too."""
        return self.fresh().filter(sheet__isnull=False)

    def stale(self) -> AssessmentQuerySet:
        """Whose verdict waits to be judged again."""
        # "Other than" as two ranges: an index finds those, it can't find an inequality.
        return self.filter(Q(rules__lt=KEPT_BY) | Q(rules__gt=KEPT_BY))

    def unfinished(self) -> AssessmentQuerySet:
        """Whose verdict or sheet waits."""
        return self.filter(Q(rules__lt=KEPT_BY) | Q(rules__gt=KEPT_BY) | Q(sheet__isnull=True))


class Assessment(models.Model):
    """A claim's verdict and counts as of `judged_position`; docs/assessments.md.

    Made by a trigger with its claim, marked stale by triggers, filled by `claims.assessing`, read
    only while fresh. `rules`: what it was judged by, "" while the verdict is stale. `sheet`: what
    the topic's sheet shows of the claim, as sent; null while stale, "" where it is too long to be
    kept. `figure` and `foremost`, how the adopted figure stands and what the leading group says,
    hold where the sheet does (claims.figure_standing). `touched_position`: the newest entry that
    could have changed either.

    `reads_whole`: something was said that the newest statements of the claim's lines do not tell;
    set by triggers, never unset, and no part of what goes stale (docs/deciding.md).
    """

    service_may = JUDGE

    claim = models.OneToOneField(
        "claims.Claim", primary_key=True, on_delete=models.CASCADE, related_name="assessment"
    )
    touched_position = models.BigIntegerField()
    judged_position = models.BigIntegerField(null=True)
    rules = models.CharField(max_length=40, default="")
    verdict = models.CharField(max_length=20, default="")
    outlets = models.PositiveIntegerField(default=0)
    origins_min = models.PositiveIntegerField(default=0)
    origins_max = models.PositiveIntegerField(default=0)
    contradictions = models.PositiveIntegerField(default=0)
    figure = models.CharField(max_length=20, null=True)
    foremost = models.TextField(null=True)
    sheet = models.TextField(null=True)
    reads_whole = models.BooleanField(db_default=False)

    objects: ClassVar[Any] = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [
            # Serves lists by verdict, in the order of claims; finds what is stale by the ends.
            models.Index(fields=["rules", "verdict", "claim"], name="claims_assessment_verdict"),
            # Serves the desk's home: figures that somebody should look at again.
            models.Index(
                fields=["figure", "claim"],
                name="claims_assessment_figure",
                condition=Q(figure__in=["stale", "uncorroborated"]),
            ),
            # Serves judging: few claims are.
            models.Index(
                fields=["claim"],
                name="claims_assessment_whole",
                condition=Q(reads_whole=True),
            ),
            # Serves the end of an entry: the claims it touched.
            models.Index(
                fields=["touched_position"],
                name="claims_assessment_touched",
                condition=Q(sheet__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sheet__isnull=True)
                | (~Q(rules="") & Q(judged_position__gte=F("touched_position"))),
                name="claims_assessment_sheet_judged_since_touched",
            ),
        ]

    def __str__(self) -> str:
        return self.verdict or "stale"


class PastSheet(models.Model):
    """What the sheet showed of a claim as of every position from `since` to before `until`.

    Put by as a mark empties it, by the trigger that marks; `rules`: what it was made by, only
    today's is read. Of no foreign key: a claim is never deleted, and every write would pay for it.
    """

    service_may = JUDGE

    pk = models.CompositePrimaryKey("claim_id", "since")
    claim_id = models.UUIDField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    rules = models.CharField(max_length=40)
    sheet = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="claims_pastsheet_since_before_until"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since} to {self.until}"
