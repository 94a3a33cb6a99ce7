"""The sentence for a head that is out of date."""

from __future__ import annotations

from collections.abc import Sequence

from claims.agreement.answer import Behind
from claims.agreement.lines import Entry
from claims.agreement.naming import Naming
from claims.agreement.phrases import listed

CITED = 3


def lapse(heads: Sequence[Entry], why: Behind, by: Entry, naming: Naming) -> str:
    """Why these heads, of one origin and value, are behind; `by` is the later statement."""
    match why:
        case Behind.ORIGIN_REVISED:
            return f"{_cited(heads, naming)} since said {_later(heads[0], by, naming)}"
        case Behind.WITHDRAWN:
            return f"{_cited(heads, naming)} since withdrawn it"
        case Behind.EVOLVED:
            said, later = naming.value(heads[0]), naming.value(by)
            names, _ = naming.speakers_of(heads)
            newer, _ = naming.speakers_of([by])
            return f"{said}, from {names}, is older than {later}, from {newer}, and it only grows"


def _cited(heads: Sequence[Entry], naming: Naming) -> str:
    """ "Iranian authorities, whom The Media Line cites for 84, have"."""
    origin, said = heads[0].statement.origin, naming.value(heads[0])
    name, is_plural, whom = naming.called(origin)
    have = "have" if is_plural else "has"
    outlets = dict.fromkeys([head.line.desk.publisher for head in heads])
    printers = [outlet for outlet in outlets if outlet != origin]
    if not printers:
        return f"{name}, on record for {said}, {have}"
    names = list(dict.fromkeys(naming.name(printer) for printer in printers))
    if len(names) > CITED:
        names = [*names[: CITED - 1], f"{len(names) - CITED + 1} others"]
    several = len(printers) > 1 or naming.is_plural(printers[0])
    cite = "cite" if several else "cites"
    return f"{name}, {whom} {listed(names)} {cite} for {said}, {have}"


def _later(head: Entry, by: Entry, naming: Naming) -> str:
    """ "94 through Iranian state media": who said it, where that is another voice of the same."""
    said, origin = naming.value(by), by.statement.origin
    return said if origin == head.statement.origin else f"{said} through {naming.name(origin)}"
