"""Exports and reports for those who answer for the record: links, and downloads without a token.

In: the request of somebody who may audit. Out: a page of links; or the whole list of one kind, as
its address in the API gives it to a program that asks for that format.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import resolve
from django.views.decorators.http import require_safe

from accounts.roles import may
from claims.models import Claim
from history.desk.cards import link

KINDS = ("sources", "documents", "topics", "entities", "claims", "revisions")
FORMATS = {"ndjson": "application/x-ndjson", "csv": "text/csv"}
REPORTS = {
    "lowered": "Figures that went down",
    "late": "Statements recorded more than a day after they were said",
    "single-origin": "Adopted figures with at most one certain origin",
    "changes": "Every change: who, when, why, field by field",
}


def may_export(user: Any) -> bool:
    return may(user, "audit", Claim)


@require_safe
def exports_page(request: Any) -> HttpResponse:
    if not may_export(request.user):
        raise PermissionDenied
    shown = {
        **admin.site.each_context(request),
        "title": "Exports and reports",
        "kinds": KINDS,
        "formats": FORMATS,
        "reports": REPORTS,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "claims/exports.html", shown)


@require_safe
def download(request: Any, kind: str, form: str) -> Any:
    """One kind of record, whole: the API's list, asked for in this format."""
    if not may_export(request.user):
        raise PermissionDenied
    if kind not in KINDS or form not in FORMATS:
        raise Http404(f"no export {kind}.{form}; kinds: {', '.join(KINDS)}; ndjson or csv")
    request.META["HTTP_ACCEPT"] = FORMATS[form]
    request.__dict__.pop("headers", None)  # Django keeps them as they were when first asked for
    response = resolve(f"/api/v1/{kind}/").func(request)
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


admin.site.add_page("exports/", exports_page, "exports")  # type: ignore[attr-defined]
admin.site.add_page("exports/<str:kind>.<str:form>", download, "export")  # type: ignore[attr-defined]
link("Exports and reports", "admin:exports", may_export)
