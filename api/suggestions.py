""" "Did you mean": the closest of what is allowed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """A sentence to put behind an error: the closest name, or all that are allowed."""
    names = sorted(str(name) for name in allowed)
    close = get_close_matches(given, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"allowed: {', '.join(names)}" if names else "none is allowed here"
