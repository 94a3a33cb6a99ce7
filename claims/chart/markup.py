"""SVG as a tree of elements. A string in it is text and is escaped, so nothing becomes markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from xml.sax.saxutils import escape

NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
QUOTE = {'"': "&quot;"}


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and what it holds."""

    name: str
    attributes: Mapping[str, str]
    children: tuple[Element | str, ...]


def element(name: str, *children: Element | str, **attributes: str | float) -> Element:
    """An element; `class_` is class, `stroke_width` is stroke-width. ValueError for a NaN."""
    written = {
        key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for key, value in attributes.items()
    }
    return Element(name, written, children)


def text_of(root: Element) -> str:
    """The tree as text."""
    parts: list[str] = []
    _write(root, parts)
    return "".join(parts)


def number(value: float) -> str:
    """To a tenth of a unit: 12, 12.5."""
    if not isfinite(value):
        raise ValueError(f"{value} is no coordinate")
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def moved(x: float, y: float) -> str:
    """The transform that puts something drawn around 0 0 in its place."""
    return f"translate({number(x)} {number(y)})"


def path(*steps: str | float) -> str:
    """The d of a path: path("M", 1, 2, "v", 12) gives M1 2v12."""
    written = ""
    for step in steps:
        if isinstance(step, str):
            written += step
        else:
            apart = " " if written[-1:].isdigit() else ""
            written += apart + number(step)
    return written


def _write(node: Element | str, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(escape(_legal(node)))
        return
    attributes = "".join(f' {k}="{escape(_legal(v), QUOTE)}"' for k, v in node.attributes.items())
    if not node.children:
        parts.append(f"<{node.name}{attributes}/>")
        return
    parts.append(f"<{node.name}{attributes}>")
    for child in node.children:
        _write(child, parts)
    parts.append(f"</{node.name}>")


def _legal(text: str) -> str:
    """XML has no place for most control characters, however they are escaped."""
    return NO_XML.sub("\ufffd", text)
