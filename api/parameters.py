"""Query parameters, strictly: an unknown one is refused, with the closest that is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from api.refusals import Fault, Invalid
from api.suggestions import did_you_mean

MAX_LIMIT = 500
DEFAULT_LIMIT = 50


def check_names(query: QueryDict, allowed: Iterable[str]) -> None:
    """Refuse every parameter that isn't allowed here, and any given twice or without a value.

    An empty one is a script's missing variable: taken as absent it would answer everything.
    """
    if not query:
        return
    known = set(allowed)
    faults = [
        Fault(name, "unknown_parameter", f"unknown parameter {name!r}; {did_you_mean(name, known)}")
        for name in query
        if name not in known
    ]
    faults += [
        Fault(name, "given_twice", f"{name} is given more than once")
        for name in query
        if name in known and len(query.getlist(name)) > 1
    ]
    faults += [
        Fault(name, "empty", f"{name} is given without a value; give one or leave it out")
        for name, value in query.items()
        if name in known and not value
    ]
    faults += [
        Fault(name, "nul", f"{name} has a NUL character, which can't be looked for")
        for name, value in query.items()
        if isinstance(value, str) and "\x00" in value
    ]
    if faults:
        raise Invalid(faults)


def limit_of(query: QueryDict) -> int:
    """How many rows a page holds: 50 unless said, at most 500."""
    text = query.get("limit", "")
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_LIMIT):
        raise Invalid(
            Fault("limit", "bad_limit", f"limit is {text!r}; give a number from 1 to {MAX_LIMIT}")
        )
    return int(text)


def flag_of(query: QueryDict, name: str) -> bool:
    """A yes-or-no parameter; absent is no."""
    text = query.get(name, "")
    if text in ("", "false", "true"):
        return text == "true"
    raise Invalid(Fault(name, "not_a_boolean", f"{name} is {text!r}; give true or false"))


def choice_of(query: QueryDict, name: str, allowed: Iterable[str]) -> str:
    """A parameter with a fixed list of values; "" if absent."""
    text: Any = query.get(name, "")
    names = list(allowed)
    if text and text not in names:
        raise Invalid(
            Fault(name, "unknown_value", f"{name} is {text!r}; {did_you_mean(text, names)}")
        )
    return str(text)
