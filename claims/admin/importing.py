"""Importing a file in the admin: what it would do first, as the importer's own dry run says it.

In: a file of records, NDJSON or CSV. Out: a preview; then, confirmed, the import of that very
file, which waits in the database meanwhile (claims.models.Upload). Nothing is decided here: the
same importer runs twice, and what is refused is told as everywhere else.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from accounts.roles import may
from claims.importing import BadLine, Import
from claims.importing.formats import FORMATS, format_of
from claims.importing.reading import Line
from claims.importing.report import Report
from claims.models import Revision, Upload
from history.admin.forms import reason_field
from history.constraints import refusing_kindly
from history.desk.cards import link
from history.models import Channel

LARGEST = 8 * 1024 * 1024  # bytes of a file; larger ones go through the API or manage.py import
KEPT_FOR = timedelta(days=1)
SHOWN = 20  # lines of the file in the preview
REFUSED_SHOWN = 200
KINDS = ("topic", "claim", "source", "entity", "document")


class ImportForm(forms.Form):
    """What both steps ask: why, whose lines, and what becomes of those that are refused."""

    required_css_class = "required"

    reason = reason_field(required=True)
    importer = forms.CharField(
        required=False,
        max_length=100,
        help_text="Of lines that have an external_id and name no importer.",
    )
    keep_going = forms.BooleanField(
        required=False,
        label="Leave out what is refused",
        help_text="Otherwise one refused line holds back the whole file.",
    )


class UploadForm(ImportForm):
    """The file, and the rest."""

    file = forms.FileField(
        max_length=200,
        help_text=f"NDJSON or, by the ending .csv, a table; at most {LARGEST // 1024**2} MB. "
        "Nothing is recorded yet: first you see what it would do.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ndjson,.jsonl,.json,.csv"}),
    )
    field_order = ("file", "reason", "importer", "keep_going")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            words = f"The file has {file.size:,} bytes; at most {LARGEST:,} are taken here. Larger "
            raise forms.ValidationError(
                f"{words}ones go through POST imports/ or manage.py import."
            )
        return file


class ConfirmForm(ImportForm):
    """The same again, with the file that was previewed."""

    upload = forms.UUIDField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing wrong with a line: where, what kind of fault, why."""

    line: int
    field: str
    code: str
    why: str


def may_import(user: Any) -> bool:
    return may(user, "add", Revision)


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Any) -> HttpResponse:
    """Asks for a file, shows what it would do, and does it once that is confirmed."""
    if not may_import(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, UploadForm())
    if "upload" in request.POST:
        return _confirm(request, ConfirmForm(request.POST))
    return _preview(request, UploadForm(request.POST, request.FILES))


def _preview(request: Any, form: UploadForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form)
    Upload.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
    content = form.cleaned_data["file"].read()
    upload = Upload.objects.create(
        user=request.user,
        name=form.cleaned_data["file"].name[:200],
        sha256=sha256(content).hexdigest(),
        content=content,
    )
    report = _run(request, upload, form, dry_run=True)
    asked = {name: form.cleaned_data[name] for name in ("reason", "importer", "keep_going")}
    return _page(request, ConfirmForm(initial={**asked, "upload": upload.pk}), upload, report)


def _confirm(request: Any, form: ConfirmForm) -> HttpResponse:
    upload = _upload_of(request)
    if upload is None:
        messages.error(request, "The file is no longer here; give it again.")
        return HttpResponseRedirect(reverse("admin:claims_import"))
    if not form.is_valid():
        return _page(request, form, upload, None)
    try:
        report = _run(request, upload, form, dry_run=False)
    except BadLine as refused:
        return _page(request, form, upload, refused.report, held_back=True)
    upload.delete()
    messages.success(request, _done(report))
    return HttpResponseRedirect(reverse("admin:claims_import"))


def _upload_of(request: Any) -> Upload | None:
    """The uploader's own file, as it was previewed."""
    try:
        id = UUID(request.POST["upload"])
    except ValueError:
        return None
    return Upload.objects.filter(pk=id, user=request.user).first()


def _run(request: Any, upload: Upload, form: ImportForm, *, dry_run: bool) -> Report:
    asked = form.cleaned_data
    with refusing_kindly():
        return Import(
            by=request.user,
            reason=asked["reason"],
            channel=Channel.ADMIN.value,
            importer=asked["importer"],
            dry_run=dry_run,
            keep_going=asked["keep_going"],
        ).run(_lines(upload))


def _lines(upload: Upload) -> Iterator[Line]:
    return FORMATS[format_of(upload.name)](io.BytesIO(upload.content))


def _page(
    request: Any,
    form: ImportForm,
    upload: Upload | None = None,
    report: Report | None = None,
    *,
    held_back: bool = False,
) -> HttpResponse:
    """The form alone, or with it what the file would do; `held_back`: what it did not do."""
    shown: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Import a file" if upload is None else f"Import {upload.name}",
        "form": form,
        "upload": upload,
        "report": report,
        "held_back": held_back,
        "media": form.media,
    }
    if upload is not None and report is not None:
        shown |= {
            "made": [(made, counted(kind, made)) for kind, made in sorted(report.made.items())],
            "refused": refused_of(report)[:REFUSED_SHOWN],
            "beginning": [line_in_words(line) for line in _beginning(upload)],
            "is_longer": report.lines > SHOWN,
        }
    request.current_app = admin.site.name
    return TemplateResponse(request, "claims/import.html", shown)


def _beginning(upload: Upload) -> list[Line]:
    return [line for line, _ in zip(_lines(upload), range(SHOWN), strict=False)]


def refused_of(report: Report) -> list[Refused]:
    return [
        Refused(each.line, fault.pointer.strip("/") or "the line", fault.code, fault.detail)
        for each in report.refused
        for fault in each.faults
    ]


def line_in_words(line: Line) -> tuple[int, str, str]:
    """A line of the file, by its number, its kind and what it is about."""
    content = line.content or {}
    kind = next((kind for kind in KINDS if isinstance(content.get(kind), Mapping)), "")
    if line.fault is not None:
        return line.number, "unreadable", line.fault.detail
    if kind and "wording" not in content and "document" not in content:
        return line.number, kind, _named(content[kind])
    said = f"“{content.get('wording', '')}”, {_named(content.get('claim', ''))}"
    return line.number, "statement", f"{said}, in {_named(content.get('document', ''))}"


def _named(reference: Any) -> str:
    if not isinstance(reference, Mapping):
        return str(reference)
    names = (reference.get(key) for key in ("name", "question", "title", "slug", "url", "key"))
    return next((str(name) for name in names if name), "")


def counted(kind: str, number: int) -> str:
    plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return kind if number == 1 else plural


def _done(report: Report) -> Any:
    made = ", ".join(f"{n} {counted(kind, n)}" for kind, n in sorted(report.made.items()))
    entries = ", ".join(f"#{position}" for position in report.positions)
    return format_html(
        "Imported {}: {} new, {} there already, {} refused.",
        f"in {entries}" if entries else "nothing",
        made or "nothing",
        report.unchanged,
        report.refused_total,
    )


admin.site.add_page("import/", import_page, "claims_import")  # type: ignore[attr-defined]
link("Import a file", "admin:claims_import", may_import)
