"""The arrow: config → claims → sources → history → accounts → api, and what is pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARROW = ("config", "claims", "sources", "history", "accounts", "api")
PURE = (
    "api/refusals.py",
    "api/rates.py",
    "api/suggestions.py",
    "api/titles.py",
    "api/typeid.py",
    "claims/agreement",
    "claims/chart",
    "claims/articles",
    "claims/figure",
    "claims/naming.py",
    "claims/parts.py",
    "claims/plain_words.py",
    "claims/proof.py",
    "claims/quotations.py",
    "claims/quoted_figure.py",
    "claims/succession",
    "claims/values.py",
    "claims/wording",
    "history/checkpoint.py",
    "history/dates.py",
    "history/grants.py",
    "history/merkle.py",
    "history/proof.py",
    "history/sql.py",
    "history/vacuum.py",
    "history/verification/erased.py",
    "history/verification/faults.py",
    "history/verification/findings.py",
    "history/verification/growing.py",
    "history/verification/log.py",
    "history/verification/suspects.py",
    "history/verification/written.py",
)
PURE_MAY_IMPORT = {
    "api.typeid",
    "uuid_utils.compat",
    "claims.agreement",
    "claims.agreement.camps",
    "claims.agreement.lines",
    "claims.agreement.naming",
    "claims.agreement.phrases",
    "claims.agreement.spaces",
    "claims.agreement.voices",
    "claims.naming",
    "claims.plain_words",
    "claims.quotations",
    "claims.quoted_figure",
    "claims.values",
    "claims.wording",
    "claims.wording.phrases",
    "claims.wording.spelled",
    "claims.wording.units",
    "history.checkpoint",
    "history.dates",
    "history.verification.erased",
    "history.verification.faults",
    "history.verification.findings",
    "history.verification.growing",
    "history.verification.written",
    "history.verification",
    "history.merkle",
    "history.proof",
    "history.vacuum",
}


def modules(folder: str) -> Iterator[Path]:
    path = ROOT / folder
    yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


@pytest.mark.parametrize("app", ARROW)
def test_app_imports_only_what_the_arrow_allows(app):
    allowed = ARROW[ARROW.index(app) :]

    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(app)
        for name in imported(path)
        if name.split(".")[0] in ARROW and name.split(".")[0] not in allowed
    ]

    assert against == []


@pytest.mark.parametrize("place", PURE)
def test_pure_module_imports_no_django(place):
    outside = {"django", "rest_framework", "psycopg", "simple_history", "knox", *ARROW}

    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(place)
        for name in imported(path)
        if name.split(".")[0] in outside
        and name not in PURE_MAY_IMPORT
        and not name.startswith(place.removesuffix(".py").replace("/", "."))
    ]

    assert against == []


def test_no_module_is_named_for_nothing():
    banned = {"utils", "helpers", "common", "misc"}

    found = [
        str(path.relative_to(ROOT))
        for app in ARROW
        for path in modules(app)
        if path.stem in banned or banned & set(path.stem.split("_"))
    ]

    assert found == []
