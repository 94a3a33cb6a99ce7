"""What the demo needs beside the seeds: an editor to log in as and a token, kept between runs.

Both are for trying Onrecord on one's own machine; their texts lie in the data directory, readable
by its owner alone.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from knox.crypto import hash_token

from accounts.models import Scope, Token, User
from accounts.roles import Role
from history.models import Channel
from history.people import issue_token, register_user
from history.recording import recording

EDITOR = "editor"
REASON = "Made for the demo"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The demo editor's password and token, in plain text."""

    password: str
    token: str


def make_editor(data_dir: Path) -> Credentials:
    """The demo's editor, made or brought back in line with the kept credentials."""
    kept = _kept(data_dir / "demo.json")
    password = kept.password if kept else secrets.token_urlsafe(9)
    with recording(by=None, reason=REASON, channel=Channel.COMMAND.value):
        user = _editor(password)
        if kept and Token.objects.filter(digest=hash_token(kept.token)).exists():
            return kept
        _, token = issue_token(
            by=None,
            reason=REASON,
            channel=Channel.COMMAND.value,
            user=user,
            name="Demo",
            scopes=Scope.values,
        )
    made = Credentials(password, token)
    _keep(data_dir / "demo.json", made)
    return made


def _editor(password: str) -> User:
    """The editor, with this password: a kept one that was changed since no longer counts."""
    user = User.objects.filter(username=EDITOR).first()
    if user is None:
        return register_user(
            by=None,
            reason=REASON,
            channel=Channel.COMMAND.value,
            username=EDITOR,
            name="Demo editor",
            is_staff=True,
            password=password,
            roles=list(Group.objects.filter(name=Role.EDITOR)),
        )
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _kept(path: Path) -> Credentials | None:
    try:
        return Credentials(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _keep(path: Path, credentials: Credentials) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(credentials), file)
