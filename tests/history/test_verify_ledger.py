"""`manage.py verify_ledger` as its user sees it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from history.checkpoint import Checkpoint, Signer
from history.merkle import EMPTY_ROOT
from tests.history.damage import damage
from tests.history.ledger import run

SIGNER = Signer("example.org/ledger", bytes(range(32)))
NOT_COMPARED = "not compared with a kept checkpoint: a consistent rewrite would not show"


def verify(*arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of the answer."""
    out = StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=out)
    except SystemExit as exit:
        return int(exit.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def root_at(size: int) -> bytes:
    return bytes(run("SELECT root FROM history_entry WHERE position = %s", [size])[0][0])


def keep(path, size: int, root: bytes) -> str:
    """A signed checkpoint in a file; its name."""
    path.write_text(SIGNER.sign(str(Checkpoint(SIGNER.name, size, root))))
    return str(path)


def test_sound_ledger_is_summed_up(ledger):
    [(entries, rows)] = run(
        "SELECT count(*), (SELECT last_value FROM history_row_id) FROM history_entry"
    )

    code, lines = verify()

    assert code == 0
    assert lines == [
        f"entries      {entries}",
        f"rows         {rows}",
        f"head         {entries} {root_at(entries).hex()}",
        f"checkpoint   {NOT_COMPARED}",
        "the record is as it was sealed",
    ]


def test_empty_ledger_is_sound(db):
    code, lines = verify()

    assert (code, lines[:3]) == (
        0, ["entries      0", "rows         0", f"head         0 {EMPTY_ROOT.hex()}"]
    )  # fmt: skip


def test_first_fault_is_named_and_the_code_is_1(ledger):
    damage(
        "UPDATE history_entry SET reason = 'another' WHERE position IN (5, 6)",
        tables=["history_entry"],
    )

    code, lines = verify()

    assert code == 1
    assert [line.split("  ")[0] for line in lines if not line.startswith(" ")] == [
        "entry_changed: the entry is not what was sealed: its leaf differs from the one that the"
        " root holds",
        NOT_COMPARED,
        "stopped at the first fault; --all lists every one",
    ]
    assert "  where     entry 5, history_entry" in lines


def test_all_faults_are_listed_when_asked(ledger):
    damage(
        "UPDATE history_entry SET reason = 'another' WHERE position IN (5, 6)",
        tables=["history_entry"],
    )

    code, lines = verify("--all")

    assert code == 1
    assert [line for line in lines if "where" in line] == [
        "  where     entry 5, history_entry",
        "  where     entry 6, history_entry",
    ]
    assert lines[-1] == "faults       2"


def test_kept_checkpoints_are_compared(ledger, tmp_path):
    one, other = keep(tmp_path / "one", 7, root_at(7)), keep(tmp_path / "two", 3, root_at(3))
    head = run("SELECT max(position) FROM history_entry")[0][0]
    key = str(SIGNER.verifier)

    code, lines = verify("--checkpoint", one, "--checkpoint", other, "--key", key)

    assert code == 0
    assert [line for line in lines if line.startswith("checkpoint")] == [
        f"checkpoint   7 of {head}, example.org/ledger, signature holds",
        f"checkpoint   3 of {head}, example.org/ledger, signature holds",
    ]


def test_signature_is_not_checked_without_a_key(ledger, tmp_path):
    code, lines = verify("--checkpoint", keep(tmp_path / "one", 7, root_at(7)))

    assert code == 0
    assert "7 of " in lines[3]
    assert lines[3].endswith("signature not checked: no --key")


def test_checkpoint_of_another_log_is_a_fault(ledger, tmp_path):
    code, lines = verify("--checkpoint", keep(tmp_path / "one", 7, bytes(32)))

    assert (code, lines[0].partition(":")[0]) == (1, "checkpoint_differs")
    assert f"  found     {root_at(7).hex()}" in lines


def test_checkpoint_beyond_the_head_is_a_fault(ledger, tmp_path):
    code, lines = verify("--checkpoint", keep(tmp_path / "one", 10_000, bytes(32)))

    assert (code, lines[0].partition(":")[0]) == (1, "checkpoint_ahead")


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("nothing", [], "a checkpoint is an origin"),
        ("example.org/ledger\n7\nAA==\n", [], "a root has 32 bytes"),
        ("", ["--key", "a+b+AQ=="], "no Ed25519 verifier key"),
        ("", ["--key", "nowhere"], "No such file"),
        ("nothing", ["--key", str(SIGNER.verifier)], "a note is a text"),
    ],
)
def test_what_is_no_checkpoint_or_key_ends_with_code_2(ledger, tmp_path, text, arguments, words):
    (tmp_path / "kept").write_text(text)

    with pytest.raises(CommandError, match=words) as refused:
        verify("--checkpoint", str(tmp_path / "kept"), *arguments)

    assert refused.value.returncode == 2


def test_signature_that_does_not_hold_ends_with_code_2(ledger, tmp_path):
    file = keep(tmp_path / "one", 7, root_at(7))
    forged = (tmp_path / "one").read_text().replace("\n7\n", "\n6\n")
    (tmp_path / "one").write_text(forged)

    with pytest.raises(CommandError, match="does not hold") as refused:
        verify("--checkpoint", file, "--key", str(SIGNER.verifier))

    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE history_entrytable",
        "ALTER TABLE history_entry DROP COLUMN reason",
        "DROP FUNCTION history_leaf_hash CASCADE",
    ],
)
def test_all_faults_are_listed_though_nothing_can_be_read(ledger, statement):
    run(statement)

    code, lines = verify("--all")

    assert code == 1
    assert "_missing: " in lines[0]
    assert lines[-1] == "entries and rows can't be read while that is missing"


def test_role_that_may_not_read_ends_with_code_2(ledger):
    run("REVOKE SELECT ON history_entry FROM PUBLIC")
    run("SET LOCAL ROLE pg_monitor")

    with pytest.raises(CommandError, match="permission denied") as refused:
        verify()

    assert refused.value.returncode == 2


def test_database_behind_its_migrations_is_not_verified(ledger):
    run("DELETE FROM django_migrations WHERE app = 'history' AND name = '0007_vacuum'")

    with pytest.raises(CommandError, match="lacks migrations.*history.0007_vacuum") as refused:
        verify()

    assert refused.value.returncode == 2
