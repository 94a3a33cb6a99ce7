"""A claim as schema.org Claim, in JSON-LD.

In: a claim and its statements as the API presents them. The claim is the question; each statement
is a Claim of its own, part of it, by its origin, appearing in its document. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

CONTEXT = "https://schema.org"


def claim_document(
    claim: Mapping[str, Any], statements: Sequence[Mapping[str, Any]], api: str
) -> dict[str, Any]:
    """The JSON-LD; `api` is the address the records lie under, ending in a slash."""
    documents = {one["document"]["id"]: _document(one, api) for one in statements}
    topic = claim["topic"]
    return _held(
        {
            "@context": CONTEXT,
            "@type": "Claim",
            "@id": f"{api}claims/{claim['id']}/",
            "identifier": claim["id"],
            "name": claim["question"],
            "alternateName": claim["label"],
            "text": claim["adopted_wording"],
            "about": {
                "@type": "Thing",
                "@id": f"{api}topics/{topic['id']}/",
                "name": topic["name"],
            },
            "appearance": list(documents.values()),
            "hasPart": [_statement(one, api) for one in statements],
        }
    )


def _statement(statement: Mapping[str, Any], api: str) -> dict[str, Any]:
    author = statement["origin"]
    return _held(
        {
            "@type": "Claim",
            "@id": f"{api}revisions/{statement['id']}/",
            "identifier": statement["id"],
            "text": statement["wording"],
            "author": _organisation(author, api) if author else None,
            "dateCreated": statement["stated_at"],
            "datePublished": statement["recorded_at"],
            "appearance": {"@id": f"{api}documents/{statement['document']['id']}/"},
            "creativeWorkStatus": "superseded" if statement["superseded_by"] else None,
        }
    )


def _document(statement: Mapping[str, Any], api: str) -> dict[str, Any]:
    document, publisher = statement["document"], statement["publisher"]
    return _held(
        {
            "@type": "CreativeWork",
            "@id": f"{api}documents/{document['id']}/",
            "headline": document["name"],
            "url": document["url"],
            "datePublished": document["published"],
            "publisher": _organisation(publisher, api) if publisher else None,
        }
    )


def _organisation(source: Mapping[str, Any], api: str) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "@id": f"{api}sources/{source['id']}/",
        "name": source["name"],
    }


def _held(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
