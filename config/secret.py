"""The installation's own secrets, made at first need and kept beside its data."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """Django's secret key: in `data_dir`/secret-key, made if it isn't there."""
    return kept_once(data_dir / "secret-key", lambda: secrets.token_urlsafe(64))


def kept_once(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made (mode 0600) if it isn't there.

    Several processes may ask at once: the file appears whole, and the first one stays.
    """
    with suppress(FileNotFoundError):
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(make())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return path.read_text().strip()
