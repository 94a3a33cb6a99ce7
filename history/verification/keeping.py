"""Checkpoints that somebody kept, read to compare a ledger with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from history.checkpoint import BadNote, Checkpoint, Verifier, open_checkpoint

NOT_COMPARED = "not compared with a kept checkpoint: a consistent rewrite would not show"


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint, where it came from, and whether a key that we were given has signed it."""

    checkpoint: Checkpoint
    file: Path
    signed: bool


@dataclass(frozen=True, slots=True)
class KeptCheckpoints:
    """Those given; none is fine."""

    kept: tuple[Kept, ...] = ()

    @classmethod
    def read(cls, files: Iterable[Path], keys: Iterable[str]) -> KeptCheckpoints:
        """From files; signatures are checked if there are keys. BadNote, OSError."""
        verifiers = [Verifier.parse(_key(key)) for key in keys]
        return cls(tuple(_read(file, verifiers) for file in files))

    @property
    def roots(self) -> dict[int, bytes]:
        """Roots by size. BadNote if two of one size differ: whoever signed both has lied."""
        roots: dict[int, bytes] = {}
        for each in self.kept:
            size, root = each.checkpoint.size, each.checkpoint.root
            if roots.setdefault(size, root) != root:
                raise BadNote(f"{each.file}: another checkpoint of {size} entries has another root")
        return roots

    def told(self, head: int) -> list[str]:
        """What was compared, in words."""
        if not self.kept:
            return [NOT_COMPARED]
        return [
            f"{each.checkpoint.size} of {head}, {each.checkpoint.origin}, "
            + ("signature holds" if each.signed else "signature not checked: no --key")
            for each in self.kept
        ]


def _read(file: Path, verifiers: list[Verifier]) -> Kept:
    note = file.read_text(encoding="utf-8")
    try:
        if verifiers:
            return Kept(open_checkpoint(note, verifiers), file, signed=True)
        text, blank, _ = note.partition("\n\n")
        return Kept(Checkpoint.parse(text + "\n"[: len(blank)]), file, signed=False)
    except BadNote as error:
        raise BadNote(f"{file}: {error}") from error


def _key(given: str) -> str:
    """The key itself, or what the file of that name holds."""
    return given if "+" in given else Path(given).read_text(encoding="utf-8")
