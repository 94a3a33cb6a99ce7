#!/usr/bin/env python3
"""Verify an exported ledger: python verify_ledger_offline.py EXPORT [--checkpoint FILE] [--key KEY]

One file, Python 3.9 or newer, its standard library alone; it trusts nothing that wrote the export.
Recomputes every hash from the texts (RFC 9162, section 2.1, SHA-256), names the first fault and
ends with 1; 0 if all holds, 2 if it can't read what it was given. A checkpoint that you kept
elsewhere is compared with --checkpoint; with --key, the verifier key you kept with it, signatures
are checked if the package `cryptography` is installed.
"""

import argparse
import base64
import hashlib
import json
import sys

FORMAT, RULES = "onrecord-ledger/1", "ledger/1"
EMPTY = hashlib.sha256(b"").digest()


class Fault(Exception):
    """What the export says can't be so."""


class Unreadable(Exception):
    """A file or a key is not what it should be."""


def leaf_hash(text):
    return hashlib.sha256(b"\x00" + text.encode()).digest()


class Tree:
    """A Merkle tree that grows at its end: its size, and its complete subtrees, largest first."""

    def __init__(self, size=0, peaks=()):
        self.size, self.peaks = size, list(peaks)

    def add(self, leaf):
        size = self.size
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + self.peaks.pop() + leaf).digest()
            size >>= 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self):
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        return root


class Ledger:
    """The export as it is read, line by line."""

    def __init__(self, header, kept):
        if header.get("format") != FORMAT or header.get("rules") != RULES:
            raise Unreadable(f"the first line is no header of {FORMAT} by the rules {RULES}")
        self.first, self.last, self.head = header["from"], header["to"], header["head"]
        self.tree = Tree(self.first - 1, map(bytes.fromhex, header["subtrees"]))
        if len(self.tree.peaks) != bin(self.first - 1).count("1"):
            raise Fault(f"the header's subtrees are not those of {self.first - 1} entries")
        self.kept, self.compared = kept, []
        self.entry, self.digest, self.rows = None, None, 0
        self.recorded, self.number = "", 0
        self.erased, self.erasures = {}, {}
        self.compare()

    @property
    def position(self):
        return self.tree.size

    def take_entry(self, text, root, sealed):
        self.close_entry()
        entry, position = json.loads(text), self.position + 1
        if entry.get("@table") != "history_entry" or entry.get("position") != position:
            raise Fault(f"entry {position} should come, not {entry.get('position')}")
        if not entry["recorded_at"] > self.recorded:
            raise Fault(f"entry {position}: recorded_at is not later than {self.recorded}")
        self.tree.add(self.sealed("history_entry", position, text, sealed))
        if self.tree.root().hex() != root:
            what = f"entry {position} is not what was sealed, or its root is not"
            raise Fault(f"{what}: they make {self.tree.root().hex()}, it says {root}")
        self.recorded, self.entry, self.digest = entry["recorded_at"], entry, Tree()
        self.compare()

    def take_row(self, text, sealed):
        if self.entry is None:
            raise Fault("a row comes before the first entry")
        row = json.loads(text)
        number, table = row.get("history_id", 0), row.get("@table", "")
        if row.get("position") != self.position:
            stands = f"carries position {row.get('position')}"
            raise Fault(f"entry {self.position}: row {number} of {table} {stands}")
        if number <= self.number:
            raise Fault(f"entry {self.position}: row {number} of {table} follows {self.number}")
        self.number = number
        self.rows += 1
        self.digest.add(self.sealed(table, number, text, sealed))
        if table == "history_erasure":
            key = (row["historical_table"], row["erased_history_id"])
            kept = self.erasures.get(key, (row["row_hash"],))[0]
            self.erasures[key] = (kept, row["remaining_hash"])

    def sealed(self, table, number, text, sealed):
        """The hash a text was sealed with: its own, or if it was erased, the one kept of it."""
        if sealed is None:
            return leaf_hash(text)
        self.erased[table, number] = ("\\x" + sealed, "\\x" + leaf_hash(text).hex())
        return bytes.fromhex(sealed)

    def close_entry(self):
        if self.entry is None:
            return
        made, held = "\\x" + self.digest.root().hex(), self.entry["digest"]
        if self.digest.size == 0 or made != held:
            what = f"its {self.digest.size} rows are not those that were sealed"
            raise Fault(f"entry {self.position}: {what}: they make {made}, it says {held}")

    def compare(self):
        """With a checkpoint kept of just this many entries."""
        if self.position in self.kept:
            if self.kept[self.position] != self.tree.root():
                what = f"the first {self.position} entries are not those of the kept checkpoint"
                raise Fault(f"{what}: rewritten, or an older copy went on differently")
            self.compared.append(self.position)

    def end(self, checkpoint, check_signature):
        self.close_entry()
        if self.position != self.last:
            raise Fault(f"the export ends at entry {self.position}, its header says {self.last}")
        for (table, number), hashes in self.erased.items():
            said = self.erasures.get((table, number))
            if said != hashes and (said is not None or self.last == self.head):
                raise Fault(
                    f"row {number} of {table} is called erased; no entry here says the same"
                )
        _, size, root = read_checkpoint(checkpoint, check_signature)
        if (size, root) != (self.position, self.tree.root()):
            raise Fault(f"the export's own checkpoint, of {size} entries, is not of these")
        for size in self.kept:
            if size > self.position:
                what = (
                    f"the kept checkpoint speaks of {size} entries, the export of {self.position}"
                )
                raise Fault(f"{what}: its end was cut off, or an older copy restored")


def read_checkpoint(note, check_signature):
    """Origin, size and root of a signed note: c2sp.org/tlog-checkpoint."""
    text, _, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError) as error:
        raise Unreadable("a checkpoint is an origin, a size and a root in base64") from error
    check_signature(text + "\n", signatures)
    return origin, size, root


def signature_check(key):
    """What checks signatures, and the words that say whether it does."""
    if key is None:
        return (lambda text, signatures: None), "signature not checked: no --key"
    try:
        # Here, since all but signatures is checked without it.
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        words = "signature not checked: the package `cryptography` is not installed"
        return (lambda text, signatures: None), words
    name, key_id, encoded = (key.strip().split("+", 2) + ["", ""])[:3]
    try:
        public = base64.b64decode(encoded, validate=True)
        verifier = Ed25519PublicKey.from_public_bytes(public[1:])
    except ValueError as error:
        raise Unreadable(f"{key!r} is no verifier key: name+id+base64") from error
    given = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    if public[:1] != b"\x01" or given.hex() != key_id:
        raise Unreadable(f"{key!r} is no verifier key: its id is not that of its name and key")

    def check(text, signatures):
        for line in signatures.split("\n"):
            mark, _, rest = line.partition(" ")
            signer, _, signed = rest.partition(" ")
            signature = base64.b64decode(signed)
            if (mark, signer, signature[:4]) == ("—", name, given):
                try:
                    return verifier.verify(signature[4:], text.encode())
                except InvalidSignature:
                    raise Fault(f"the signature of {name} does not hold") from None
        raise Fault(f"{name}+{key_id} has not signed the checkpoint")

    return check, "signature holds"


def verify(export, kept, check_signature):
    """Reads all lines; the ledger at its end."""
    lines = (json.loads(line) for line in export)
    ledger = Ledger(next(lines, {}), kept)
    for line in lines:
        if "entry" in line:
            ledger.take_entry(line["entry"], line["root"], line.get("sealed"))
        elif "row" in line:
            ledger.take_row(line["row"], line.get("sealed"))
        elif "checkpoint" in line:
            ledger.end(line["checkpoint"], check_signature)
            for _ in lines:
                raise Fault("lines follow the checkpoint")
            return ledger
        else:
            raise Unreadable(f"a line is neither entry, row nor checkpoint: {str(line)[:60]}")
    raise Fault(f"the export breaks off in entry {ledger.position}: no checkpoint at its end")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", help="the file that manage.py export_ledger wrote")
    parser.add_argument("--checkpoint", action="append", default=[], help="a checkpoint you kept")
    parser.add_argument("--key", help="the verifier key you kept with it: name+id+base64")
    given = parser.parse_args()
    try:
        check, words = signature_check(given.key)
        kept = {}
        for name in given.checkpoint:
            with open(name, encoding="utf-8") as file:
                _, size, root = read_checkpoint(file.read(), check)
            if kept.setdefault(size, root) != root:
                raise Fault(f"two kept checkpoints of {size} entries differ")
        with open(given.export, encoding="utf-8") as export:
            ledger = verify(export, kept, check)
    except Fault as fault:
        sys.exit(f"FAULT  {fault}")
    except (Unreadable, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"could not verify: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
    print(f"entries      {ledger.first} to {ledger.position}\nrows         {ledger.rows}")
    print(f"root         {ledger.tree.root().hex()}\ncheckpoint   of the export: {words}")
    for table, number in sorted(ledger.erased):
        outside = "" if (table, number) in ledger.erasures else ", by an entry outside this export"
        print(f"erased       row {number} of {table}{outside}")
    for size in sorted(kept):
        same = "the same" if size in ledger.compared else f"the export begins at {ledger.first}"
        print(f"checkpoint   kept of {size}: {same}; {words}")
    if not ledger.compared:
        print("not compared with a kept checkpoint: a consistent rewrite would not show")
    print("the export is as it was sealed")


if __name__ == "__main__":
    main()
