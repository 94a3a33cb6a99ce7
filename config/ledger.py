"""Who signs the ledger's checkpoints: a name and a key, from the environment or made here."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.secret import kept_once
from history.checkpoint import KEY_BYTES, BadNote, check_name

DEFAULT_NAME = "onrecord.local/ledger"


def ledger_name(given: str | None) -> str:
    """The name that checkpoints carry; ImproperlyConfigured if they can't carry this one."""
    try:
        return check_name(given or DEFAULT_NAME)
    except BadNote as error:
        raise ImproperlyConfigured(f"ONRECORD_LEDGER_NAME: {error}") from error


def ledger_key(data_dir: Path, given: str | None) -> bytes:
    """The seed of the key that signs them: `given`, else in `data_dir`/ledger-key.

    Made if it isn't there. Both are 32 bytes in base64; ImproperlyConfigured for anything else.
    """
    path = data_dir / "ledger-key"
    text = given or kept_once(path, lambda: b64encode(secrets.token_bytes(KEY_BYTES)).decode())
    try:
        seed = b64decode(text.strip(), validate=True)
    except ValueError:
        seed = b""
    if len(seed) != KEY_BYTES:
        where = "ONRECORD_LEDGER_KEY" if given else str(path)
        raise ImproperlyConfigured(f"{where} does not hold {KEY_BYTES} bytes in base64")
    return seed
