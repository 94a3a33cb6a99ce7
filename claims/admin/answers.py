"""What the form of a statement asks while one types: small answers in JSON, nothing is written.

For those who may record; the form works without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accounts.roles import may
from api.refusals import Invalid
from api.typeid import encode
from claims.admin.reading import read_for
from claims.models import Claim, Revision
from claims.placing import Place, document_options, option, place_of, source_options
from history.admin.wording import moment
from sources.models import DocumentVersion

LONGEST = 1000
Answer = Callable[[Mapping[str, str]], dict[str, Any]]


def reading(asked: Mapping[str, str]) -> dict[str, Any]:
    """How the words of a claim's statement would be read."""
    try:
        claim = Claim.objects.select_related("topic").get(pk=asked.get("claim", ""))
    except (Claim.DoesNotExist, ValidationError):
        return {"is_read": False, "words": "choose the claim first"}
    read = read_for(claim, asked.get("wording", ""), asked.get("value", ""))
    return {"is_read": read.is_read, "words": read.words}


def place(asked: Mapping[str, str]) -> dict[str, Any]:
    """What is meant by where a statement stands, and the readings there are of a document."""
    try:
        found = place_of(asked.get("where", ""))
    except Invalid as refusal:
        return {"is_known": False, "words": refusal.faults[0].detail, "versions": []}
    if found.document is None:
        return {"is_known": False, "words": _new(found), "versions": []}
    publisher = found.document.publisher or "an unidentified publisher"
    day = f", {found.document.published}" if found.document.published else ""
    return {
        "is_known": True,
        "words": f"On record: {found.document.title}, {publisher}{day}",
        "versions": [_version(version) for version in found.document.versions.all()],
    }


def names(asked: Mapping[str, str]) -> dict[str, Any]:
    """Sources, and documents too where one may be meant, by what is typed so far."""
    text = asked.get("q", "").strip()
    if not text:
        return {"names": []}
    sources = source_options(text)
    found = [_choice(option(each, sources), each.get_kind_display()) for each in sources]
    if asked.get("of") == "where":
        found += [
            _choice(each.url or each.key or "", f"{each.title}, {each.publisher or 'unidentified'}")
            for each in document_options(text)
        ]
    return {"names": found}


def _new(found: Place) -> str:
    if found.needs_day:
        return f"Say when: this is {found.why}."
    return f"A new document; {found.why}."


def _version(version: DocumentVersion) -> dict[str, str]:
    label = f"read {moment(version.retrieved_at)}, {version.content_sha256[:8]}…"
    return _choice(encode(DocumentVersion.PREFIX, version.pk), label)


def _choice(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


def _answering(answer: Answer) -> Callable[[Any], HttpResponse]:
    @require_safe
    def view(request: Any) -> HttpResponse:
        if not may(request.user, "add", Revision):
            raise PermissionDenied
        asked = {name: text[:LONGEST] for name, text in _plain(request.GET.items())}
        return JsonResponse(answer(asked))

    return view


def _plain(items: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    """Without NUL, which no text on record holds."""
    return ((name, str(text).replace("\x00", "")) for name, text in items)


ANSWERS = {answer.__name__: _answering(answer) for answer in (reading, place, names)}
