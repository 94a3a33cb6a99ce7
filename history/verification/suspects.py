"""Which column of a changed row was changed, as far as its neighbours show it. Pure.

A digest says that a row is not what was sealed, not where. The version before it, its list of
changed columns, the version after it and the live row say the same thing twice; where they
disagree with the row, the row is what was changed, since its hash already says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SALT_BYTES = 16
Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Version:
    """A historical row: its kind (+ ~ -), the columns it says it changed, its values as text."""

    kind: str
    changed: frozenset[str]
    values: Values


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column that can't be as it was sealed; both values where two places tell them."""

    column: str
    expected: str = ""
    found: str = ""


def suspect(
    row: Version,
    before: Version | None,
    after: Version | None,
    live: Values | None,
    key: str,
    salt_bytes: int | None,
    dates_in_order: bool,
) -> Suspect | None:
    """The column that was changed; None if nothing shows it.

    `live`: the record as it stands, compared where there is no version `after`.
    """
    if salt_bytes != SALT_BYTES:
        return Suspect("salt", f"{SALT_BYTES} bytes", f"{salt_bytes} bytes")
    if not dates_in_order:
        return Suspect("history_date")
    return (
        _kind(row, before, after, live, key)
        or _value(row, before, after, live)
        or _list(row, before)
    )


def _kind(
    row: Version, before: Version | None, after: Version | None, live: Values | None, key: str
) -> Suspect | None:
    if before is None and after is None and live is None:
        return Suspect(key)  # nothing else speaks of a record of this key
    stood = before is not None and before.kind != "-"
    if row.kind not in ("+", "~", "-") or stood != (row.kind != "+"):
        return Suspect("history_type", "~ or -" if stood else "+", row.kind)
    stands = after.kind != "+" if after is not None else live is not None
    if stands != (row.kind != "-"):
        return Suspect("history_type", "+ or ~" if stands else "-", row.kind)
    return None


def _value(
    row: Version, before: Version | None, after: Version | None, live: Values | None
) -> Suspect | None:
    """A value that the next place does not have, though nothing says it changed in between."""
    if row.kind == "-":
        standing, may_differ = (before.values if before else {}), frozenset[str]()
    elif after is not None:
        standing, may_differ = after.values, after.changed
    else:
        standing, may_differ = live or {}, frozenset[str]()
    for column, value in standing.items():
        if value != row.values[column] and column not in may_differ:
            return Suspect(column, _shown(value), _shown(row.values[column]))
    if row.kind == "~" and before is not None:
        for column in _unlisted(row, before):
            if column in may_differ:
                expected, found = _shown(before.values[column]), _shown(row.values[column])
                return Suspect(column, expected, found)
    return None


def _list(row: Version, before: Version | None) -> Suspect | None:
    """The row's values fit what is around it; does its list of changes?"""
    differing = frozenset[str]()
    if row.kind == "~" and before is not None:
        differing = frozenset(c for c in row.values if row.values[c] != before.values[c])
    if row.changed != differing:
        return Suspect("changed", _names(differing), _names(row.changed))
    return None


def _unlisted(row: Version, before: Version) -> list[str]:
    """Columns that differ from the version before and are not listed, or the other way round."""
    return [c for c in row.values if (row.values[c] != before.values[c]) != (c in row.changed)]


def _names(columns: frozenset[str]) -> str:
    return ", ".join(sorted(columns)) or "no column"


def _shown(value: str | None) -> str:
    return "null" if value is None else repr(value)
