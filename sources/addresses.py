"""Web addresses as people paste them: the same document under any of its spellings. Pure.

In: an address. Out: the spellings it may be on record under, the one to record, what its host is.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*", re.IGNORECASE)
# What a newsletter or a post adds to a link: it says how a reader came, not what is read.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref_src|cmpid|ocid|smid")
SCHEMES = ("https", "http")


def is_address(text: str) -> bool:
    return ADDRESS.fullmatch(text.strip()) is not None


def recorded_form(url: str) -> str:
    """The address as a new document gets it: without fragment and without a reader's trail."""
    parts = urlsplit(url.strip())
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if _is_its_own(pair)]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, True)) else urlencode(kept)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def spellings(url: str) -> list[str]:
    """What the same document may be on record under: scheme, www, last slash, as pasted."""
    plain = recorded_form(url)
    parts = urlsplit(plain)
    bare = host_of(plain)
    paths = {parts.path.rstrip("/"), parts.path.rstrip("/") + "/"}
    same = [
        urlunsplit((scheme, f"{www}{bare}", path, parts.query, ""))
        for scheme in SCHEMES
        for www in ("", "www.")
        for path in sorted(paths)
    ]
    return list(dict.fromkeys([url.strip(), plain, *same]))


def host_of(url: str) -> str:
    """The host without www, with its port if it has one; "" where there is none."""
    return urlsplit(url.strip()).netloc.lower().rpartition("@")[2].removeprefix("www.")


def beginnings(host: str) -> list[str]:
    """How every address of a host begins."""
    return [f"{scheme}://{www}{host}/" for scheme in SCHEMES for www in ("", "www.")]


def title_from(url: str) -> str:
    """A title to begin with, until somebody gives the printed one: the last words of the path."""
    parts = urlsplit(url)
    names = [name for name in unquote(parts.path).split("/") if name]
    words = re.sub(r"\.\w{2,5}$", "", names[-1]) if names else ""
    words = re.sub(r"[-_+\s]+", " ", words).strip()
    return f"{words[:1].upper()}{words[1:]}"[:500] if re.search(r"[^\W\d]", words) else host_of(url)


def _is_its_own(pair: tuple[str, str]) -> bool:
    return TRACKING.fullmatch(pair[0].lower()) is None
