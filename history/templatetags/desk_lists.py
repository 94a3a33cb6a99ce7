"""Cells of lists that say which column they are of, where screens are too narrow for columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()
EMPTY = ">-</td>"


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """The cells as Django made them, each with its column's name and role."""
    return [
        _labelled(str(cell), str(header["text"]))
        for cell, header in zip(cells, headers, strict=True)
    ]


def _labelled(cell: str, name: str) -> SafeString:
    role = "rowheader" if cell.startswith("<th") else "cell"
    label = format_html(' role="{}" data-label="{}"', role, capfirst(name))
    shown = cell.replace('class="', 'class="nothing ', 1) if cell.endswith(EMPTY) else cell
    return mark_safe(f"{shown[:3]}{label}{shown[3:]}")  # noqa: S308  Django's own cell, escaped
