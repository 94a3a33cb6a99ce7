"""Signed checkpoints: against the vectors of golang.org/x/mod/sumdb/note and c2sp.org."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.checkpoint import (
    BadNote,
    Checkpoint,
    Signer,
    Verifier,
    open_checkpoint,
    open_note,
)
from history.merkle import EMPTY_ROOT

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_SIGNED = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_SIGNED = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ov"
    "TG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

peter = Verifier.parse(PETER)
enoch = Verifier.parse(ENOCH)
signer = Signer("example.org/ledger", bytes(range(32)))


def test_signing_gives_the_published_note():
    signed = Signer("PeterNeumann", PETER_SEED).sign(TEXT)

    assert signed == f"{TEXT}\n{PETER_SIGNED}"


def test_verifier_key_of_a_seed_is_the_published_one():
    assert str(Signer("PeterNeumann", PETER_SEED).verifier) == PETER


@pytest.mark.parametrize(
    ("signatures", "known"),
    [
        (PETER_SIGNED, [peter]),
        (PETER_SIGNED + ENOCH_SIGNED, [peter]),
        (PETER_SIGNED + ENOCH_SIGNED, [enoch]),
        (PETER_SIGNED + ENOCH_SIGNED, [peter, enoch]),
        (PETER_SIGNED * 2 + ENOCH_SIGNED * 3, [peter]),
        (ENOCH_SIGNED[:60] + "ABCD" + ENOCH_SIGNED[60:] + PETER_SIGNED, [peter]),
    ],
    ids=["one", "first", "second", "both", "repeated", "unknown one spoiled"],
)
def test_published_note_opens_with_a_known_key(signatures, known):
    assert open_note(f"{TEXT}\n{signatures}", known) == TEXT


def test_note_of_paragraphs_is_signed_whole():
    text = "First.\n\nSecond.\n"

    assert open_note(signer.sign(text), [signer.verifier]) == text


@pytest.mark.parametrize(
    ("note", "words"),
    [
        (TEXT, "a note is a text"),
        (TEXT + "\n", "a note is a text"),
        (f"{TEXT}\n{PETER_SIGNED}"[:-1], "a note is a text"),
        (f"\x01{TEXT}\n{PETER_SIGNED}", "a note is a text"),
        (f"{TEXT}\n{PETER_SIGNED}Unexpected line.\n", "is no signature line"),
        (f"{TEXT}\n— Bad Name {PETER_SIGNED.split()[2]}\n", "is no signature line"),
        (f"{TEXT}\n— a+b {PETER_SIGNED.split()[2]}\n", "can't name a key"),
        (f"{TEXT}\n— PeterNeumann !!\n", "is not base64"),
        (f"{TEXT}\n— PeterNeumann x08gow==\n", "no signature behind its key id"),
        (f"{TEXT}\n{PETER_SIGNED * 101}", "more than 100 signatures"),
        (f"{TEXT}\n{ENOCH_SIGNED}", "no key that we know"),
        (
            f"{TEXT}\n{PETER_SIGNED[:60]}ABCD{PETER_SIGNED[60:]}",
            "PeterNeumann.c74f20a3 does not hold",
        ),
        (f"{TEXT[:-3]}\n\n{PETER_SIGNED}", "does not hold"),
        (f"{TEXT}\n{PETER_SIGNED.replace('Peter', 'Pete')}", "no key that we know"),
    ],
)
def test_bad_note_is_refused_in_words(note, words):
    with pytest.raises(BadNote, match=words):
        open_note(note, [peter])


@pytest.mark.parametrize(
    "key",
    [
        *(PETER[start:] for start in range(1, len(PETER))),
        *(PETER[:end] for end in range(len(PETER))),
        *(PETER[:i] + chr(ord(PETER[i]) + 1) + PETER[i + 1 :] for i in range(len(PETER))),
        # wrong length, and unknown algorithm, each with the key id that fits
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)  # fmt: skip
def test_mangled_verifier_key_is_refused(key):
    with pytest.raises(BadNote):
        Verifier.parse(key)


def test_published_checkpoint_is_read_and_written():
    root = bytes.fromhex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")

    read = Checkpoint.parse(SOFA)

    assert read == Checkpoint("example.com/behind-the-sofa", 20852163, root)
    assert str(read) == SOFA


def test_extension_lines_of_a_checkpoint_are_passed_over():
    assert Checkpoint.parse(SOFA + "more\n") == Checkpoint.parse(SOFA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        SOFA[:-1],
        "\n" + SOFA,
        SOFA + "\n",
        SOFA.replace("20852163", "020852163"),
        SOFA.replace("20852163", "-1"),
        SOFA.replace("20852163", "٣"),
        SOFA.replace("20852163", "9" * 20),
        SOFA.replace("=", ""),
        SOFA.replace("CsUY", ""),
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_empty_log_has_a_checkpoint():
    checkpoint = Checkpoint("example.org/ledger", 0, EMPTY_ROOT)

    note = signer.sign(str(checkpoint))

    assert note.splitlines()[:4] == [
        "example.org/ledger",
        "0",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "",
    ]
    assert open_checkpoint(note, [signer.verifier]) == checkpoint


@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32), st.data())
def test_no_altered_checkpoint_opens(size, root, data):
    checkpoint = Checkpoint("example.org/ledger", size, root)
    note = signer.sign(str(checkpoint))
    at = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != note[at]))
    altered = note[:at] + other + note[at + 1 :]

    assert open_checkpoint(note, [signer.verifier]) == checkpoint
    with pytest.raises(BadNote):
        open_checkpoint(altered, [signer.verifier])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb", "a\x00b"])
def test_name_that_a_note_cannot_carry_is_refused(name):
    with pytest.raises(BadNote, match="can't name a key"):
        Signer(name, bytes(32)).sign("text\n")


@pytest.mark.parametrize("text", ["no end", "a\tb\n", "a\r\n", ""])
def test_text_that_a_note_cannot_carry_is_refused(text):
    with pytest.raises(BadNote, match="ends in a newline"):
        signer.sign(text)


def test_seed_of_another_length_is_refused():
    with pytest.raises(BadNote, match="32 bytes, this one 31"):
        Signer("a", bytes(31)).sign("text\n")


def test_signer_does_not_show_its_seed():
    assert repr(signer) == "Signer('example.org/ledger')"


def test_key_of_another_name_has_another_id():
    key = b64encode(b"\x01" + peter.public_key).decode()

    with pytest.raises(BadNote, match="the key id of"):
        Verifier.parse(f"Peter+c74f20a3+{key}")
