"""The one figure to print, under a policy: what it is, what it rests on, what was left out and why.

`figure` takes a case (a question, its statements in view, who and what they name, who is a party
to the event, what is adopted) and a policy; `stale_because` says why the adopted figure should
be looked at again. Pure: no Django, no clock, no I/O. In prose, with Kerman: docs/figure.md.
"""

from claims.figure.parties import parties_behind
from claims.figure.policies import figure
from claims.figure.shapes import (
    Absence,
    AbsenceCode,
    Adopted,
    Case,
    Figure,
    LeftOut,
    Policy,
    Stale,
    Why,
)
from claims.figure.staleness import stale_because

__all__ = [
    "Absence",
    "AbsenceCode",
    "Adopted",
    "Case",
    "Figure",
    "LeftOut",
    "Policy",
    "Stale",
    "Why",
    "figure",
    "parties_behind",
    "stale_because",
]
