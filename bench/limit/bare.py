"""A bare WSGI app with psycopg and orjson: what the same answers cost with nothing around them.

The same statements, the same rules, bodies of the same members. With a token it looks that up,
as Onrecord must; it counts nobody's calls.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import orjson
from psycopg_pool import ConnectionPool

from api.typeid import encode
from bench.limit.judging import judged
from bench.limit.reading import CLAIM, Limit, Rows
from claims.agreement import Agreement

POOL = ConnectionPool(
    os.environ["DATABASE_URL"], min_size=1, max_size=4, kwargs={"autocommit": True}, open=False
)
HEAD = """
    SELECT position FROM history_entry WHERE recorded_at IS NOT NULL ORDER BY position DESC LIMIT 1
"""
HOLDER = """
    SELECT t.id FROM accounts_token t JOIN accounts_user u ON u.id = t.user_id
    WHERE t.digest = %(digest)s AND u.is_active AND (t.expiry IS NULL OR t.expiry > now())
"""
LIST = """
    SELECT r.id, r.wording, r.stance, r.qualifier, lower(r.quantity), lower_inc(r.quantity),
        upper(r.quantity), upper_inc(r.quantity), r.read_by, r.stated_at::text,
        r.stated_before::text, r.sequence, r.quotation_exact, r.locator, r.supersedes_id,
        r.replaces_id, r.change_kind, c.id, c.slug, c.question, c.unit, d.id, d.title, d.url,
        p.id, p.slug, p.name, a.id, a.slug, a.name, h.position, e.recorded_at::text,
        ARRAY(SELECT s.id FROM claims_revision s WHERE s.supersedes_id = r.id AND NOT s.is_void)
    FROM claims_revision r
    JOIN claims_claim c ON c.id = r.claim_id
    JOIN sources_document d ON d.id = r.document_id
    LEFT JOIN sources_source p ON p.id = d.publisher_id
    LEFT JOIN sources_source a ON a.id = r.attributed_to_id
    CROSS JOIN LATERAL (SELECT position FROM claims_historicalrevision
        WHERE id = r.id ORDER BY position, history_id LIMIT 1) h
    JOIN history_entry e ON e.position = h.position
    WHERE NOT r.is_void ORDER BY r.id LIMIT %(limit)s
"""
Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    if POOL.closed:
        POOL.open()
    with POOL.connection() as session:
        limit = Limit(session)
        if not _is_allowed(limit, environ.get("HTTP_AUTHORIZATION", "")):
            return _answered(start, "401 Unauthorized", b"", "")
        [(position,)] = limit.fetch(HEAD)
        etag = f'"{position}"'
        if environ.get("HTTP_IF_NONE_MATCH") == etag:
            return _answered(start, "304 Not Modified", b"", etag)
        _, _, kind, *rest = environ["PATH_INFO"].split("/")[1:]
        if kind == "claims":
            body = _agreement(limit, rest[0], position)
        else:
            body = _list(limit, parse_qs(environ["QUERY_STRING"]), position)
    return _answered(start, "200 OK", orjson.dumps(body, option=orjson.OPT_UTC_Z), etag)


def _answered(start: Start, status: str, body: bytes, etag: str) -> list[bytes]:
    headers = [("Content-Length", str(len(body))), ("ETag", etag)]
    start(status, [("Content-Type", "application/json"), *headers])
    return [body]


def _is_allowed(limit: Limit, header: str) -> bool:
    if not header:
        return True
    digest = hashlib.sha512(header.removeprefix("Bearer ").encode()).hexdigest()
    return bool(limit.fetch(HOLDER, {"digest": digest}))


def _agreement(limit: Limit, slug: str, position: int) -> dict[str, Any]:
    claims = limit.fetch(CLAIM, {"slug": slug})
    heads = limit.heads([claims[0][0]], a_line=5)
    speakers = limit.speakers(heads)
    (agreement,) = judged(claims, heads, speakers).values()
    named = {
        row[0]: {"id": encode("src", row[0]), "slug": row[1], "name": row[2]} for row in speakers
    }
    return {
        "claim": {"id": encode("clm", claims[0][0]), "slug": slug},
        "position": position,
        "verdict": agreement.verdict,
        "reasons": [{"code": one.code, "text": one.text} for one in agreement.reasons],
        "outlets": agreement.outlets,
        "origins": {"min": agreement.origins.min, "max": agreement.origins.max},
        "heads": _heads(agreement, heads, named),
        "groups": _groups(agreement),
        "contradictions": [
            {
                "a": [encode("rev", id) for id in one.a],
                "b": [encode("rev", id) for id in one.b],
                "explanation": one.explanation,
            }
            for one in agreement.contradictions
        ],
        "contradictions_total": agreement.contradictions_total,
    }


def _heads(agreement: Agreement, heads: Rows, named: dict[Any, Any]) -> list[dict[str, Any]]:
    rows = {head[6]: head for head in heads}
    shown = []
    for one in agreement.heads:
        row = rows[one.statement]
        shown.append(
            {
                "id": encode("rev", row[6]),
                "document": encode("doc", row[7]),
                "publisher": named.get(row[1]),
                "origin": named.get(row[8] or row[9] or row[1]),
                "wording": row[10],
                "value": _value(row[11:16]),
                "stance": row[4],
                "stated_at": row[5],
                "stated_before": row[16],
                "behind": one.behind,
                "behind_by": one.by and encode("rev", one.by),
            }
        )
    return shown


def _groups(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "value": _set(group.value),
            "positions": [
                {
                    "stance": position.stance,
                    "says": position.says,
                    "value": _set(position.value),
                    "revisions": [encode("rev", id) for id in position.statements],
                }
                for position in group.positions
            ],
            "outlets": group.outlets,
            "origins": {"min": group.origins.min, "max": group.origins.max},
            "behind": group.behind,
            "first_stated_at": group.first_stated_at,
            "last_stated_at": group.last_stated_at,
        }
        for group in agreement.groups
    ]


def _set(value: Any) -> dict[str, Any]:
    interval = value.interval
    return _value(
        ("", interval.lower, interval.lower_inclusive, interval.upper, interval.upper_inclusive)
    )


def _value(row: tuple[Any, ...]) -> dict[str, Any]:
    qualifier, lower, lower_inclusive, upper, upper_inclusive = row
    return {
        "type": "quantity",
        "qualifier": qualifier,
        "lower": None if lower is None else float(lower),
        "lower_inclusive": lower_inclusive,
        "upper": None if upper is None else float(upper),
        "upper_inclusive": upper_inclusive,
    }


def _list(limit: Limit, query: dict[str, list[str]], position: int) -> dict[str, Any]:
    rows = limit.fetch(LIST, {"limit": int(query["limit"][0])})
    return {"position": position, "results": [_statement(row) for row in rows]}


def _statement(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "id": encode("rev", row[0]),
        "claim": {"id": encode("clm", row[17]), "slug": row[18], "name": row[19]},
        "document": {"id": encode("doc", row[21]), "title": row[22], "url": row[23]},
        "publisher": _source(row[24:27]),
        "attributed_to": _source(row[27:30]),
        "origin": _source(row[27:30]) or _source(row[24:27]),
        "stance": row[2],
        "wording": row[1],
        "value": {**_value(row[3:8]), "read_by": row[8], "unit": row[20]},
        "stated_at": row[9],
        "stated_before": row[10],
        "sequence": row[11],
        "quotation": {"exact": row[12]},
        "locator": row[13],
        "supersedes": row[14] and encode("rev", row[14]),
        "superseded_by": [encode("rev", id) for id in row[32]],
        "replaces": row[15] and encode("rev", row[15]),
        "change_kind": row[16],
        "position": row[30],
        "recorded_at": row[31],
    }


def _source(row: tuple[Any, ...]) -> dict[str, Any] | None:
    return None if row[0] is None else {"id": encode("src", row[0]), "slug": row[1], "name": row[2]}
