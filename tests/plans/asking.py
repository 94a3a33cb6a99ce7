"""Whether plans are asked for: they need a hundred thousand statements, which take minutes."""

from __future__ import annotations

import os

NOT_ASKED = "ONRECORD_PLANS is not set (a hundred thousand statements take minutes to record)"


def are_asked() -> bool:
    return bool(os.environ.get("ONRECORD_PLANS"))
