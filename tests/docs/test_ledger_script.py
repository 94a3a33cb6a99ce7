"""The script that docs/ledger.md gives a reader checks a real proof, and refuses a spoiled one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.typeid import encode
from claims.recording import void_statement
from history.tree import signer
from tests.callers import head

PAGE = Path(__file__).resolve().parents[2] / "docs" / "ledger.md"


@pytest.fixture
def proof(kerman, anyone) -> dict[str, Any]:
    said = kerman.says("deaths", "bbc-1", "at least 84")
    kerman.says("deaths", "irna-1", "103")
    void_statement(said, reason="Misread", version=None, **kerman.recorded)
    kerman.source("later", "Later")
    body: dict[str, Any] = anyone.get(f"revisions/{encode('rev', said.pk)}/proof/").json()
    assert body["size"] == head()
    return body


def run(folder: Path, proof: dict[str, Any], key: str) -> subprocess.CompletedProcess[str]:
    [script] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (folder / "check.py").write_text(script)
    (folder / "proof.json").write_text(json.dumps(proof))
    command = [sys.executable, "-I", "check.py", "proof.json", key]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_script_of_the_page_prints_what_stands(proof, tmp_path):
    ran = run(tmp_path, proof, str(signer().verifier))

    said = [line.split(" ", 1)[1] for line in ran.stdout.splitlines()]
    assert (ran.returncode, ran.stderr) == (0, "")
    assert said == ["Alice stands at least 84", "Alice VOID at least 84"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("at least 84", "at least 85", "this row is not in entry"),
        ("Misread", "Retyped", "is not in the log of"),
        ("onrecord.local/ledger\\n", "onrecord.local/other\\n", "InvalidSignature"),
    ],
    ids=["a statement", "an entry", "the checkpoint"],
)
def test_script_of_the_page_refuses_what_was_altered(proof, tmp_path, old, new, words):
    text = json.dumps(proof)
    assert old in text

    ran = run(tmp_path, json.loads(text.replace(old, new)), str(signer().verifier))

    assert ran.returncode == 1
    assert words in ran.stderr
    assert "stands" not in ran.stdout


def test_script_of_the_page_is_short():
    [script] = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)

    assert len([line for line in script.splitlines() if line]) <= 35
