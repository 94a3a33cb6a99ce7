"""Who signs the ledger's checkpoints, from the environment or made once."""

from __future__ import annotations

from base64 import b64encode

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.ledger import ledger_key, ledger_name

SEED = bytes(range(32))


def test_ledger_key_is_made_once_and_only_the_owner_reads_it(tmp_path):
    first = ledger_key(tmp_path / "new", None)
    second = ledger_key(tmp_path / "new", None)

    assert first == second
    assert len(first) == 32
    assert (tmp_path / "new" / "ledger-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["ledger-key"]


def test_two_installations_have_two_keys(tmp_path):
    assert ledger_key(tmp_path / "a", None) != ledger_key(tmp_path / "b", None)


def test_ledger_key_given_is_taken_and_none_is_made(tmp_path):
    assert ledger_key(tmp_path, b64encode(SEED).decode()) == SEED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["secret", b64encode(SEED[1:]).decode(), "====", "é"])
def test_ledger_key_of_another_form_is_refused_without_showing_it(tmp_path, given):
    with pytest.raises(ImproperlyConfigured) as refused:
        ledger_key(tmp_path, given)

    assert str(refused.value) == "ONRECORD_LEDGER_KEY does not hold 32 bytes in base64"


def test_damaged_ledger_key_is_never_replaced(tmp_path):
    (tmp_path / "ledger-key").write_text("half a k")

    with pytest.raises(ImproperlyConfigured, match="ledger-key does not hold 32 bytes"):
        ledger_key(tmp_path, None)

    assert (tmp_path / "ledger-key").read_text() == "half a k"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (None, "onrecord.local/ledger"),
        ("", "onrecord.local/ledger"),
        ("facts.example.org/ledger", "facts.example.org/ledger"),
    ],
)
def test_ledger_name_is_taken_as_given(given, name):
    assert ledger_name(given) == name


@pytest.mark.parametrize("given", ["our ledger", "a+b", "a\nb"])
def test_ledger_name_that_no_note_can_carry_is_refused(given):
    with pytest.raises(ImproperlyConfigured, match="ONRECORD_LEDGER_NAME: .* no spaces, no plus"):
        ledger_name(given)
