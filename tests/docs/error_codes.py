"""Every code a problem document can carry, read off the code and the fields of its bodies."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rest_framework import serializers

from claims.adopting import REPLACED
from claims.wording.refusals import REASONS
from config.health import NOT_READY
from config.worker import CODES
from tests.routes import routes

FORM = re.compile(r"[a-z][a-z0-9_]*")
ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "claims", "sources", "history", "accounts", "api")
# What has words of its own, in pages and reports, or none.
ELSEWHERE = {"migrations", "admin", "verification"}
# Who makes a fault or a refusal, and which argument is its code.
MAKERS = {
    "Fault": 1,
    "invalid": 1,
    "Rule": 1,
    "ParseError": 1,
    "BadToken": 1,
    "QuotationRefused": 0,
    "_refuse": 0,
    "problem": 2,
    "_plain": 2,
}
BY_NAME = ("ErrorDetail", "ValidationError")  # with code=
# DRF's own exceptions that a view can raise without our asking.
OF_DRF = {
    "method_not_allowed", "not_acceptable", "not_authenticated", "permission_denied",
    "throttled", "unsupported_media_type",
}  # fmt: skip
# Words a field of Django's or DRF's checks its value by.
OF_VALIDATORS = {"invalid", "max_length", "min_length", "max_value", "min_value"}


def every_code() -> set[str]:
    """The codes in the sources, of the readers of words, and of the fields of bodies."""
    passed_on = {silence.value for silence in REPLACED} | set(REASONS)
    of_server = {*CODES.values(), *NOT_READY}
    return {*_written(), *_of_fields(), *OF_DRF, *OF_VALIDATORS, *passed_on, *of_server}


def _written() -> Iterator[str]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not ELSEWHERE & {*path.parts}:
                for node in ast.walk(ast.parse(path.read_text())):
                    yield from _in(node)


def _in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        # status_code, code, detail = 404, "not_found", …
        named = [getattr(target, "id", "") for target in node.targets[0].elts]
        if "code" in named and isinstance(node.value, ast.Tuple):
            yield from _text(node.value.elts[named.index("code")])
    elif isinstance(node, ast.Assign):
        names = {getattr(target, "id", "") for target in node.targets}
        if names & {"default_code", "code"}:
            yield from _text(node.value)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in MAKERS and len(node.args) > MAKERS[name]:
            yield from _text(node.args[MAKERS[name]])
        if name in BY_NAME:
            yield from (code for k in node.keywords if k.arg == "code" for code in _text(k.value))
    if isinstance(node, ast.Tuple) and len(node.elts) == 4 and "serializers" in ast.unparse(node):
        yield from _text(node.elts[2])  # a row of api.serializers' table of kinds


def _text(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and FORM.fullmatch(str(node.value)):
        yield str(node.value)


def _of_fields() -> Iterator[str]:
    """What the fields of every body can say of a value."""
    for route in routes():
        for method in route.methods if route.view else ():
            described = getattr(route.view(**route.settings), "operations", dict)()
            operation = described.get(method)
            if operation is not None and operation.body is not None:
                yield from _of(operation.body())


def _of(field: Any) -> Iterator[str]:
    yield from field.error_messages
    yield from (code for v in field.validators if (code := getattr(v, "code", None)))
    below = field.fields.values() if isinstance(field, serializers.Serializer) else ()
    for child in [*below, *filter(None, [getattr(field, "child", None)])]:
        yield from _of(child)
