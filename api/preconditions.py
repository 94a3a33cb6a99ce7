"""ETags and If-Match: a record's ETag is its row's ledger position."""

from __future__ import annotations

import hashlib
import re

from django.http import HttpRequest

from api.problems import PreconditionRequired
from api.refusals import Fault, Invalid

STRONG = re.compile(r'"(\d{1,18})"')

_made_by: set[str] = set()


def record_etag(position: int) -> str:
    """The ETag of one record: the position its row was last written at."""
    return f'"{position}"'


def made_by(rules: str) -> None:
    """Name what answers are made by: of other rules, the same position answers something else."""
    _made_by.add(rules)


def answer_etag(
    position: int, settled: bool, request: HttpRequest, format: str = "json", erased: int = 0
) -> str:
    """The ETag of any other read: the position, the query and the format, good for 304 only.

    `erased`: the newest erasure, where the position itself is from before it.
    """
    rules = " ".join(sorted(_made_by))
    asked = f"{settled} {erased} {format} {rules} {request.get_full_path()}"
    digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
    return f'W/"{position}-{digest}"'


def matches(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names this ETag, so that 304 is the answer."""
    given = [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]
    return "*" in given or etag.removeprefix("W/") in {part.removeprefix("W/") for part in given}


def required_version(request: HttpRequest) -> int:
    """The version in If-Match; 428 without one, Invalid for what is no ETag of ours."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise PreconditionRequired()
    match = STRONG.fullmatch(given)
    if not match:
        raise Invalid(
            Fault("If-Match", "bad_etag", f'If-Match is {given!r}; send the ETag you read: "412"')
        )
    return int(match[1])
