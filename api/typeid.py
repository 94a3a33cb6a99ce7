"""Keys as the API shows them: a TypeID is a prefix and a UUIDv7 in 26 base-32 characters.

"rev_01hjx5q0c8fz0s2n3v6t7w9xya" says what it names and sorts by the time it was made.
Pure: no Django. Source of the form: the TypeID specification 0.3 (jetify).
"""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_DIGIT = {character: value for value, character in enumerate(ALPHABET)}


class MalformedTypeID(ValueError):
    """The text is no TypeID of the wanted prefix; the message says why."""


def new_key() -> UUID:
    """A fresh UUIDv7; later ones sort later within a process."""
    return uuid7()


def encode(prefix: str, key: UUID) -> str:
    """The TypeID of a key: encode("src", UUID(int=0)) is "src_" and 26 zeros."""
    number = key.int
    digits = [ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"


def decode(prefix: str, text: str) -> UUID:
    """The key behind a TypeID; MalformedTypeID if it is none, or names another kind."""
    head, _, digits = text.rpartition("_")
    if head != prefix:
        raise MalformedTypeID(f"{text!r} does not begin with {prefix + '_'!r}")
    if len(digits) != LENGTH or any(digit not in _DIGIT for digit in digits):
        raise MalformedTypeID(f"{text!r} does not end in {LENGTH} base-32 characters")
    number = 0
    for digit in digits:
        number = number << 5 | _DIGIT[digit]
    if number >> 128:
        raise MalformedTypeID(f"{text!r} is too large for a key: its first digit goes to 7")
    return UUID(int=number)


def is_typeid(prefix: str, text: str) -> bool:
    """Whether the text has the form of a key of this prefix, so that it can't be a slug."""
    try:
        decode(prefix, text)
    except MalformedTypeID:
        return False
    return True
