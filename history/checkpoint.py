"""Checkpoints of the log: notes signed with Ed25519, in the form witnesses and tools read.

In: an origin, a size, a root and a key; or a note's text. Out: the note; what it says, once its
signature holds. Sources of the forms: c2sp.org/tlog-checkpoint, c2sp.org/signed-note, and
golang.org/x/mod/sumdb/note for verifier keys. Pure: no Django, no files.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_BYTES = 32
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 4
MAX_SIGNATURES = 100
NAME = re.compile(r"[^\s+]+")
SIGNATURE_LINE = re.compile(r"— (\S+) (\S+)")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """A text is no note, no checkpoint or no key, or its signature does not hold; says which."""


def check_name(name: str) -> str:
    """A key's name as given; BadNote if a note can't carry it."""
    if not NAME.fullmatch(name) or CONTROL.search(name):
        raise BadNote(f"{name!r} can't name a key: no spaces, no plus, not empty")
    return name


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and the public key that signs under it."""

    name: str
    public_key: bytes

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """A verifier key: name+key id in hex+base64 of 0x01 and the public key."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if key[:1] != ED25519 or len(key) != 1 + KEY_BYTES:
            raise BadNote(f"{text!r} is no Ed25519 verifier key: name+key id+base64")
        made = cls(check_name(name), key[1:])
        if made.key_id.hex() != key_id:
            raise BadNote(f"the key id of {text!r} is {made.key_id.hex()}, not {key_id!r}")
        return made

    @property
    def key_id(self) -> bytes:
        content = self.name.encode() + b"\n" + ED25519 + self.public_key
        return sha256(content).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        encoded = b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def accepts(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A name and the 32-byte seed of its private key."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @property
    def verifier(self) -> Verifier:
        return Verifier(check_name(self.name), self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The text as a signed note; it must end in a newline. The same text signs the same."""
        if not text.endswith("\n") or CONTROL.search(text):
            raise BadNote("a note's text ends in a newline and has no other control characters")
        signature = b64encode(self.verifier.key_id + self._key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    @property
    def _key(self) -> Ed25519PrivateKey:
        if len(self.seed) != KEY_BYTES:
            raise BadNote(f"an Ed25519 seed has {KEY_BYTES} bytes, this one {len(self.seed)}")
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root of a log's first `size` entries."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """What a note's text says; extension lines are passed over."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or "" in lines[:-1] or not SIZE.fullmatch(lines[1]):
            raise BadNote("a checkpoint is an origin, a size and a root in base64, a line each")
        origin, size, decoded = lines[0], lines[1], _decoded(lines[2])
        if len(decoded) != sha256().digest_size:
            raise BadNote(f"a root has {sha256().digest_size} bytes, this one {len(decoded)}")
        return cls(origin, int(size), decoded)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def open_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """A note's text, once a known key has signed it.

    Signatures of unknown keys are passed over; one of a known key that does not hold spoils the
    note. Raises BadNote.
    """
    text, signatures = _taken_apart(note)
    known = {(each.name, each.key_id): each for each in verifiers}
    signed = False
    for name, signature in signatures:
        verifier = known.get((name, signature[:KEY_ID_BYTES]))
        if verifier is None:
            continue
        if not verifier.accepts(text, signature[KEY_ID_BYTES:]):
            raise BadNote(f"the signature of {name}+{verifier.key_id.hex()} does not hold")
        signed = True
    if not signed:
        raise BadNote("no key that we know has signed this note")
    return text


def open_checkpoint(note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """What a signed checkpoint says; see `open_note`."""
    return Checkpoint.parse(open_note(note, verifiers))


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's text with its last newline, and who signed with what."""
    text, blank, block = note.rpartition("\n\n")
    lines = block.split("\n")
    if not blank or lines.pop() != "" or not lines or CONTROL.search(note):
        raise BadNote("a note is a text, an empty line and signatures, each line ended")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(f"a note of more than {MAX_SIGNATURES} signatures")
    return text + "\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    match = SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise BadNote(f"{line!r} is no signature line: — name base64")
    signature = _decoded(match[2])
    if len(signature) <= KEY_ID_BYTES:
        raise BadNote(f"{line!r} has no signature behind its key id")
    return check_name(match[1]), signature


def _decoded(text: str) -> bytes:
    """Standard base64 in its one spelling; BadNote for anything else."""
    try:
        decoded = b64decode(text, validate=True)
    except ValueError as error:
        raise BadNote(f"{text!r} is not base64") from error
    if b64encode(decoded).decode() != text:
        raise BadNote(f"{text!r} is not base64 as it is written")
    return decoded
