"""The export verifies offline, by one file of the standard library; anything changed is named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from history.checkpoint import Checkpoint, Signer
from history.erasing import erase
from history.merkle import EMPTY_ROOT
from history.targets import find_target
from history.tree import signer
from history.verification.exporting import peaks
from sources.models import DocumentText
from tests.history.damage import damage
from tests.history.ledger import run

SCRIPT = Path(__file__).resolve().parents[2] / "verify_ledger_offline.py"
NOT_COMPARED = "not compared with a kept checkpoint: a consistent rewrite would not show"
OTHER = Signer("example.org/other", bytes(32))


def export(path: Path, *arguments: str) -> list[dict]:
    """The lines of an export."""
    call_command("export_ledger", str(path), *arguments, verbosity=0)
    return read(path)


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def write(path: Path, lines: list[dict]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def verify(*arguments: object, bare: bool = True) -> tuple[int, str]:
    """Exit code and answer of the offline verifier, without site packages if `bare`."""
    done = subprocess.run(
        [sys.executable, *(["-I", "-S"] if bare else []), str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def root_at(size: int) -> bytes:
    return bytes(run("SELECT root FROM history_entry WHERE position = %s", [size])[0][0])


def head() -> int:
    return run("SELECT max(position) FROM history_entry")[0][0]


def keep(path: Path, size: int, root: bytes, by: Signer | None = None) -> Path:
    by = by or signer()
    path.write_text(by.sign(str(Checkpoint(by.name, size, root))))
    return path


@pytest.fixture
def exported(ledger, tmp_path) -> Path:
    export(tmp_path / "export")
    return tmp_path / "export"


def test_export_holds_every_entry_and_row_as_it_was_hashed(exported):
    lines = read(exported)
    rows = run("SELECT count(*) FROM sources_historicalsource")[0][0]

    assert lines[0]["format"] == "onrecord-ledger/1"
    assert (lines[0]["from"], lines[0]["to"], lines[0]["subtrees"]) == (1, head(), [])
    assert [json.loads(line["entry"])["position"] for line in lines if "entry" in line] == list(
        range(1, head() + 1)
    )
    sources = [line for line in lines if '"sources_historicalsource"' in line.get("row", "")]
    assert len(sources) == rows
    assert all(json.loads(line["row"])["salt"] for line in sources)
    assert lines[-1].keys() == {"checkpoint"}


def test_sound_export_verifies_with_nothing_but_the_standard_library(exported):
    rows = run("SELECT last_value FROM history_row_id")[0][0]

    code, answer = verify(exported)

    assert code == 0
    assert answer.splitlines() == [
        f"entries      1 to {head()}",
        f"rows         {rows}",
        f"root         {root_at(head()).hex()}",
        "checkpoint   of the export: signature not checked: no --key",
        NOT_COMPARED,
        "the export is as it was sealed",
    ]


def test_signature_is_checked_where_cryptography_is_installed(exported):
    code, answer = verify(exported, "--key", signer().verifier, bare=False)
    bare_code, bare_answer = verify(exported, "--key", signer().verifier)

    assert (code, "checkpoint   of the export: signature holds" in answer) == (0, True)
    assert (bare_code, "`cryptography` is not installed" in bare_answer) == (0, True)


def test_signature_of_another_is_a_fault(exported):
    code, answer = verify(exported, "--key", OTHER.verifier, bare=False)

    assert code == 1
    assert "has not signed the checkpoint" in answer


def test_signature_that_does_not_hold_is_a_fault(exported, tmp_path):
    kept = keep(tmp_path / "kept", 7, root_at(7))
    kept.write_text(kept.read_text().replace("\n7\n", "\n8\n"))

    code, answer = verify(exported, "--checkpoint", kept, "--key", signer().verifier, bare=False)

    assert code == 1
    assert "does not hold" in answer


def test_kept_checkpoint_is_compared(exported, tmp_path):
    kept = keep(tmp_path / "kept", 7, root_at(7))

    code, answer = verify(exported, "--checkpoint", kept)

    assert code == 0
    assert "checkpoint   kept of 7: the same" in answer
    assert NOT_COMPARED not in answer


@pytest.mark.parametrize(
    ("size", "words"),
    [(7, "are not those of the kept checkpoint"), (10_000, "its end was cut off")],
)
def test_kept_checkpoint_convicts(exported, tmp_path, size, words):
    code, answer = verify(exported, "--checkpoint", keep(tmp_path / "kept", size, bytes(32)))

    assert code == 1
    assert words in answer


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 20), (2, 2), (7, 31), (33, 60)])
def test_any_part_of_the_ledger_verifies(ledger, tmp_path, first, last):
    lines = export(tmp_path / "part", "--from", str(first), "--to", str(last))
    kept = keep(tmp_path / "kept", first - 1, root_at(first - 1) if first > 1 else EMPTY_ROOT)

    code, answer = verify(tmp_path / "part", "--checkpoint", kept)

    assert len(lines[0]["subtrees"]) == len(peaks(first - 1))
    assert code == 0, answer
    assert f"entries      {first} to {last}" in answer
    assert f"checkpoint   kept of {first - 1}: the same" in answer


def test_empty_ledger_is_exported(db, tmp_path):
    assert [set(line) for line in export(tmp_path / "empty")][1:] == [{"checkpoint"}]
    assert verify(tmp_path / "empty")[0] == 0


Damage = Callable[[list[dict]], None]


def first_of(lines: list[dict], kind: str, after: int = 20) -> int:
    return next(at for at, line in enumerate(lines) if at > after and kind in line)


def edit_text(kind: str, column: str) -> Damage:
    def damage(lines: list[dict]) -> None:
        at = first_of(lines, kind)
        held = json.loads(lines[at][kind])
        held[column] = held[column] + 1 if isinstance(held[column], int) else "x"
        lines[at][kind] = json.dumps(held, ensure_ascii=False)

    return damage


def swap(kind: str) -> Damage:
    def damage(lines: list[dict]) -> None:
        one = first_of(lines, kind)
        other = first_of(lines, kind, one)
        lines[one], lines[other] = lines[other], lines[one]

    return damage


def drop(kind: str) -> Damage:
    return lambda lines: lines.pop(first_of(lines, kind)) and None


def repeat(kind: str) -> Damage:
    return lambda lines: lines.insert(first_of(lines, kind), lines[first_of(lines, kind)])


def header(**held: object) -> Damage:
    return lambda lines: lines[0].update(held)


DAMAGES: dict[str, tuple[Damage, str]] = {
    "a row's value": (edit_text("row", "@table"), "are not those that were sealed"),
    "a row's salt": (edit_text("row", "salt"), "are not those that were sealed"),
    "a row's position": (edit_text("row", "position"), "carries position"),
    "a row's number": (edit_text("row", "history_id"), ""),
    "an entry's reason": (edit_text("entry", "reason"), "is not what was sealed"),
    "an entry's position": (edit_text("entry", "position"), "should come"),
    "an entry's digest": (edit_text("entry", "digest"), "is not what was sealed"),
    "an entry's time": (edit_text("entry", "recorded_at"), "is not what was sealed"),
    "two rows swapped": (swap("row"), "row "),
    "two entries swapped": (swap("entry"), "should come"),
    "a row removed": (drop("row"), "are not those that were sealed"),
    "an entry removed": (drop("entry"), ""),
    "a row twice": (repeat("row"), "follows"),
    "an entry twice": (repeat("entry"), ""),
    "a root": (
        lambda lines: lines[first_of(lines, "entry")].update(root="00" * 32),
        "is not what was sealed, or its root is not",
    ),
    "the end": (lambda lines: lines.pop() and None, "breaks off"),
    "the tail": (lambda lines: lines.__delitem__(slice(-4, -1)), ""),
    "another checkpoint": (
        lambda lines: lines[-1].update(checkpoint=OTHER.sign(str(Checkpoint("x", 3, bytes(32))))),
        "the export's own checkpoint",
    ),
    "lines after the end": (lambda lines: lines.append({"row": "{}"}), "lines follow"),
    "a row called erased": (
        lambda lines: lines[first_of(lines, "row")].update(sealed="00" * 32),
        "are not those that were sealed",
    ),
    "subtrees that are not there": (header(subtrees=["00" * 32]), "subtrees"),
    "another end": (header(to=3), "its header says 3"),
}


@pytest.mark.parametrize(("damaging", "words"), DAMAGES.values(), ids=DAMAGES)
def test_changed_export_is_convicted(exported, damaging, words):
    lines = read(exported)
    damaging(lines)
    write(exported, lines)

    code, answer = verify(exported)

    assert (code, answer[:7], words in answer) == (1, "FAULT  ", True)


@pytest.mark.parametrize("text", ["", "{}\n", "not json\n", '{"format":"other"}\n', "\x00"])
def test_file_that_is_no_export_ends_with_code_2(tmp_path, text):
    (tmp_path / "export").write_text(text)

    code, answer = verify(tmp_path / "export")

    assert (code, answer.partition(":")[0]) == (2, "could not verify")


def test_what_was_erased_verifies_offline_and_is_listed(ledger, tmp_path):
    secret = run("SELECT note FROM sources_source WHERE slug = 'a'")[0][0]
    erase(find_target("source:a"), ["note"], by=None, reason="Court order", leave_copies=True)
    erase(find_target("entry:5"), ["reason"], by=None, reason="Court order", leave_copies=True)
    lines = export(tmp_path / "export")

    code, answer = verify(tmp_path / "export")

    assert code == 0, answer
    assert "erased       row 5 of history_entry\n" in answer
    assert len([line for line in lines if "sealed" in line]) >= 2
    assert f'"note": "{secret}"' not in (tmp_path / "export").read_text().replace("\\", "")


def test_what_remains_of_an_erased_row_is_held_offline(ledger, tmp_path):
    erase(find_target("source:a"), ["note"], by=None, reason="Court order", leave_copies=True)
    lines = export(tmp_path / "export")
    at = next(at for at, line in enumerate(lines) if "sealed" in line)
    lines[at]["row"] = lines[at]["row"].replace('"kind": "outlet"', '"kind": "agency"')
    write(tmp_path / "export", lines)

    code, answer = verify(tmp_path / "export")

    assert code == 1
    assert "is called erased; no entry here says the same" in answer


def test_a_row_erased_after_the_part_exported_is_said_to_be(ledger, tmp_path):
    last = head()
    erase(find_target("source:a"), ["note"], by=None, reason="Court order", leave_copies=True)
    export(tmp_path / "export", "--to", str(last))

    code, answer = verify(tmp_path / "export")

    assert code == 0, answer
    assert "by an entry outside this export" in answer


def test_no_document_text_and_no_secret_is_in_it(ledger, tmp_path):
    damage("UPDATE accounts_user SET password = 'pbkdf2-secret'", tables=["accounts_user"])
    DocumentText.objects.create(content_sha256="0" * 64, text="the whole article")
    export(tmp_path / "export")

    text = (tmp_path / "export").read_text()

    for secret in (
        "the whole article",
        "pbkdf2-secret",
        *run("SELECT digest FROM accounts_token")[0],
    ):
        assert secret not in text


def test_nothing_is_overwritten(exported):
    before = exported.read_bytes()

    with pytest.raises(CommandError, match="is there already; nothing is overwritten"):
        export(exported)

    assert exported.read_bytes() == before
    assert [path.name for path in exported.parent.iterdir()] == ["export"]


def test_export_is_its_owners_alone(exported):
    assert exported.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "5", "--to", "3"], "not 5 to 3"),
        (["--to", "10000"], "holds entries 1 to"),
        (["--from", "10000"], "holds entries 1 to"),
    ],
)
def test_positions_that_are_not_there_are_refused_and_leave_no_file(
    ledger, tmp_path, arguments, words
):
    with pytest.raises(CommandError, match=words):
        export(tmp_path / "export", *arguments)

    assert list(tmp_path.iterdir()) == []


def test_ledger_that_does_not_hang_together_is_not_exported(ledger, tmp_path):
    damage("DELETE FROM history_entry WHERE position = 20", tables=["history_entry"])

    with pytest.raises(CommandError, match="run manage.py verify_ledger"):
        export(tmp_path / "export")

    assert list(tmp_path.iterdir()) == []
