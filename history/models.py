"""The ledger: one numbered entry for everything written between opening and sealing.

The rows are written by PostgreSQL (history/migrations/sql): Python opens an entry through
`history.recording` and reads; no code inserts here.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from simple_history import register

from accounts.models import Membership, Token, User
from history.grants import READ
from history.tracking import TriggerWrittenRecords


class Channel(models.TextChoices):
    """What a change came through."""

    API = "api", "API"
    ADMIN = "admin", "admin"
    IMPORT = "import", "import"
    COMMAND = "command", "command"
    SQL = "sql", "plain SQL"


class Entry(models.Model):
    """Who changed the record, through what, why and when; gapless by `position`.

    `recorded_at` null: the one entry still open, in the transaction that opened it. Actor and
    reason are the application's word, `role` is the database's. `digest` and `root` are the
    Merkle hashes over the entry's rows and over the log to here.
    """

    service_may = READ

    position = models.BigIntegerField(primary_key=True)
    recorded_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    actor_name = models.TextField(default="")
    token_id = models.UUIDField(null=True)
    role = models.TextField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    reason = models.TextField(default="")
    request_id = models.TextField(default="")
    digest = models.BinaryField(null=True)
    root = models.BinaryField(null=True)

    class Meta:
        ordering = ["-position"]
        verbose_name_plural = "entries"
        indexes = [
            # Serves `as of` an instant: the newest entry recorded at or before it.
            models.Index(fields=["recorded_at"], name="history_entry_recorded_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                RawSQL("(recorded_at IS NULL)", ()),
                condition=Q(recorded_at__isnull=True),
                name="history_entry_one_open",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="history_entry_channel"
            ),
            models.CheckConstraint(
                condition=Q(position__gt=0), name="history_entry_position_from_one"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at=None, digest=None, root=None)
                | Q(recorded_at__isnull=False, digest__isnull=False, root__isnull=False),
                name="history_entry_sealed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.position} {self.actor_name or self.role}: {self.reason}"


class EntryTable(models.Model):
    """Which historical tables an entry wrote to, so that a feed reads only those."""

    service_may = READ

    pk = models.CompositePrimaryKey("position", "historical_table")
    position = models.BigIntegerField()
    historical_table = models.TextField()

    def __str__(self) -> str:
        return f"#{self.position} in {self.historical_table}"


class Node(models.Model):
    """The hash of a complete subtree of the log: the 2**level leaves from index * 2**level on.

    Level 0 are the leaves: the entry at position p is leaf p - 1. RFC 9162, section 2.1.
    """

    service_may = READ

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_node"

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Erasure(models.Model):
    """What was erased from one row, by law: its hash as it was sealed, and that of what remains.

    Hashed and sealed with its entry like a historical row, by its own number in the one sequence.
    `historical_table` is history_entry where words of an entry were erased; `erased_history_id` is
    its position then. A row erased twice has the hash it was sealed with in both.
    """

    history_id = models.BigIntegerField(primary_key=True)
    position = models.BigIntegerField()
    historical_table = models.TextField()
    erased_history_id = models.BigIntegerField()
    row_hash = models.BinaryField(max_length=32)
    remaining_hash = models.BinaryField(max_length=32)
    columns = ArrayField(models.TextField())
    salt = models.BinaryField(max_length=16)

    service_may = READ

    class Meta:
        ordering = ["history_id"]
        indexes = [
            # Serves whatever hashes a row: was it erased?
            models.Index(
                fields=["historical_table", "erased_history_id", "history_id"],
                name="history_erasure_of_row",
            ),
            # Serves the hashing of one entry.
            models.Index(fields=["position"], name="history_erasure_pos"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(columns__len__gt=0), name="history_erasure_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.position}: row {self.erased_history_id} of {self.historical_table}"


def _register(model: type[models.Model], excluded: list[str], **more: Any) -> None:
    register(
        model,
        app="history",
        records_class=TriggerWrittenRecords,
        about="",
        fixed=(),
        free=(),
        excluded_fields=excluded,
        **more,
    )


# The one place where history names models: accounts comes before it in the arrow, and what
# people may do is as much a matter of record as what they wrote. Secrets and clocks stay out.
_register(User, ["password", "last_login", "user_permissions"])
# A role is granted and revoked, with a trace; either way its user is not as they were.
_register(Membership, [], deletable=True, part_of="user")
_register(Token, ["digest", "token_key", "last_used_at", "created"])
