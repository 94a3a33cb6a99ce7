"""Where the browser is that the tests of the desk move."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BROWSER = "no Chromium on the PATH (Debian's package: chromium)"


def chromium() -> str | None:
    """The browser's path: ONRECORD_CHROMIUM, or the first of the usual names that is there."""
    named = os.environ.get("ONRECORD_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)
