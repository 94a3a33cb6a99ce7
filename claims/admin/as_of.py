"""The picker of another time on a claim's page: what the record showed then, what was said by then.

In: a request's `as_of` and `stated_until`, as a person types them. Out: an instant or a position,
and an `Until`. A time without an offset is one of the newsroom's own clock.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from history.admin.wording import moment
from history.dates import UnreadableDate, Until, read_as_of, read_stated_until
from history.reads import DAY, INSTANT

ASKED = ("as_of", "stated_until")
NAIVE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)")
DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


class AsOfForm(forms.Form):
    """Two times: of our record, and of what was said."""

    as_of = forms.CharField(
        required=False,
        max_length=64,
        label="As our record stood",
        widget=forms.TextInput(
            attrs={"placeholder": "2024-01-05 14:30 or #412", "autocomplete": "off"}
        ),
    )
    stated_until = forms.CharField(
        required=False,
        max_length=64,
        label="What had been said by",
        widget=forms.TextInput(attrs={"placeholder": "2024-01-05", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        here = timezone.get_current_timezone_name()
        self.fields["as_of"].help_text = f"A time ({here}) or an entry of the ledger."
        self.fields["stated_until"].help_text = f"Days are {zone.key}."

    def clean_as_of(self) -> int | datetime | None:
        text = _with_offset(self.cleaned_data["as_of"].removeprefix("#"))
        if not text:
            return None
        as_of = _read(read_as_of, text)
        if isinstance(as_of, int) or not DATE_ONLY.fullmatch(text):
            return as_of
        now = timezone.now()  # a bare date is the midnight that ends it; today's has not come
        return now if as_of - DAY <= now < as_of else as_of - INSTANT

    def clean_stated_until(self) -> Until | None:
        text = _with_offset(self.cleaned_data["stated_until"])
        return _read(read_stated_until, text, tz=self.zone) if text else None


def in_words(as_of: int | datetime | None, stated_until: Until | None, said_by: str) -> str:
    """What is asked for: “as our record stood at 2024-01-05 14:30:00 UTC”."""
    parts = []
    if isinstance(as_of, datetime):
        parts.append(f"as our record stood at {moment(as_of)}")
    elif as_of is not None:
        parts.append(f"as our record stood at entry #{as_of}")
    if stated_until is not None:
        parts.append(f"counting what had been said by {said_by}")
    return ", ".join(parts)


def _with_offset(text: str) -> str:
    """The instant that a time of the newsroom's clock means; anything else as it is."""
    text = text.strip()
    found = NAIVE.fullmatch(text)
    if found is None:
        return text
    try:
        local = datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        return text
    return local.replace(tzinfo=timezone.get_current_timezone()).isoformat()


def _read(read: Any, text: str, **options: Any) -> Any:
    try:
        return read(text, **options)
    except UnreadableDate as error:
        raise forms.ValidationError(error.message, code=error.code) from error
