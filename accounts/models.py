"""Who may do what: users, the groups they belong to, and the tokens their tools carry."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now
from django.db.models.lookups import Exact
from knox.models import AbstractAuthToken
from knox.settings import CONSTANTS

from api.typeid import new_key


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person or a service; never deleted, only made inactive, so that history has its author."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    name = models.CharField(max_length=150, blank=True)
    first_name = None  # type: ignore[assignment]  # one name
    last_name = None  # type: ignore[assignment]
    groups = models.ManyToManyField(  # type: ignore[assignment]  # through a model
        Group,
        through="accounts.Membership",
        blank=True,
        related_name="user_set",
        related_query_name="user",
        help_text="The roles this user has.",
    )

    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.username


class Membership(models.Model):
    """A user's role; a row of its own, so that granting one leaves a trace."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="accounts_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.group}"


class Scope(models.TextChoices):
    READ = "read", "read"
    WRITE = "write", "write"
    AUDIT = "audit", "audit"


def default_scopes() -> list[str]:
    return [Scope.READ]


class Token(AbstractAuthToken):
    """A tool's key: kept as a digest, shown once, limited to its scopes and its user's roles."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True, editable=False)
    name = models.CharField(max_length=100, help_text="What uses it: “graphics desk”.")
    scopes = ArrayField(
        models.CharField(max_length=10, choices=Scope.choices), default=default_scopes
    )
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
                name="accounts_token_known_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.user})"


class KeptAnswer(models.Model):
    """The first answer to a POST that carried an Idempotency-Key, kept for good.

    Written in the transaction of what the request wrote, so that neither is there without the
    other. `body_sha256` is of the request's body, `body` is the answer's, byte by byte.
    """

    service_may = frozenset({"SELECT", "INSERT"})  # history.grants.APPEND, which is above us

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=10)
    path = models.TextField()
    body_sha256 = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="accounts_keptanswer_once"),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[\x21-\x7e]{1,255}$"), name="accounts_keptanswer_key"
            ),
            models.CheckConstraint(
                condition=Q(status__gte=200, status__lt=300),
                name="accounts_keptanswer_of_success",
            ),
            models.CheckConstraint(
                condition=Q(Exact(Length("body_sha256"), 32)), name="accounts_keptanswer_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.user})"
