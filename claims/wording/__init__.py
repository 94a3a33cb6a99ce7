"""Reads the words of a figure, as printed in English, into a qualifier and a set of numbers.

"at least 84" comes in; `at_least` and [84, ∞) go out. What has two readings is refused, with a
code and both ways out; nothing is guessed. No Django, no clock, no I/O. The table of phrases
and of refusals: docs/wording.md.
"""

from claims.wording.fit import covers, fits
from claims.wording.reading import Reading, read_wording
from claims.wording.refusals import UnreadableWording

__all__ = ["Reading", "UnreadableWording", "covers", "fits", "read_wording"]
