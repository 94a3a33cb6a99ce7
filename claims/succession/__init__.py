"""How a statement follows another: what moved, what kind of change that is, and both in words.

`change_of` takes a statement and the one before it, which it supersedes or which stood last on
its line. Every pair has an answer; nobody else's statements count. Pure: no Django, no clock, no
I/O. The rules in prose, with the cases that the tests run: docs/changes-of-figures.md.
"""

from claims.succession.kinds import ALLOWED, Change, change_of
from claims.succession.lines import Lines, stances_of_line
from claims.succession.moves import Move, move_of
from claims.succession.shapes import Succession
from claims.succession.words import in_words, moved

__all__ = [
    "ALLOWED",
    "Change",
    "Lines",
    "Move",
    "Succession",
    "change_of",
    "in_words",
    "move_of",
    "moved",
    "stances_of_line",
]
