"""Web addresses as people paste them."""

from __future__ import annotations

import pytest

from sources.addresses import host_of, is_address, recorded_form, spellings, title_from


@pytest.mark.parametrize(
    ("pasted", "recorded"),
    [
        ("https://BBC.com/news/1#top", "https://bbc.com/news/1"),
        ("https://bbc.com/news/1?utm_source=x&fbclid=y", "https://bbc.com/news/1"),
        ("https://bbc.com/?id=7&utm_medium=mail", "https://bbc.com/?id=7"),
        ("https://bbc.com/a?q=%D8%A7&x", "https://bbc.com/a?q=%D8%A7&x"),
    ],
    ids=["fragment", "trail", "its own query", "query as it is"],
)
def test_new_document_gets_its_address_without_a_readers_trail(pasted, recorded):
    assert recorded_form(pasted) == recorded


@pytest.mark.parametrize(
    "kept",
    [
        "https://www.bbc.com/news/1",
        "http://bbc.com/news/1/",
        "https://bbc.com/news/1",
        "https://bbc.com/news/1#top",
    ],
)
def test_same_document_is_looked_for_under_every_spelling(kept):
    assert kept in spellings("https://bbc.com/news/1#top")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://bbc.com/news", True),
        (" http://t.me/amaq ", True),
        ("bbc.com", False),
        ("BBC", False),
        ("https://", False),
        ("ftp://bbc.com/x", False),
        ("https://bbc.com/a b", False),
    ],
)
def test_address_is_told_from_a_name(text, is_one):
    assert is_address(text) is is_one


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://bbc.com/news/deadly-blasts-in-iran.html", "Deadly blasts in iran"),
        ("https://bbc.com/news/67884342", "bbc.com"),
        ("https://www.bbc.com/", "bbc.com"),
    ],
)
def test_title_to_begin_with_is_read_from_the_path(url, title):
    assert title_from(url) == title


def test_host_is_without_www_and_user():
    assert host_of("https://me@WWW.bbc.com:8080/x") == "www.bbc.com:8080".removeprefix("www.")
