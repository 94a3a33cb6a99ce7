"""Real answers are what the schema says, and nothing more: each is checked against its shape."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from api.typeid import encode
from claims.seeding import load_seeds
from tests.callers import Caller


@pytest.fixture(scope="module")
def schema():
    """The schema, closed: a field that no shape names is an error too."""
    with GENERATOR_STATS.silence():
        made = SchemaGenerator().get_schema(request=None, public=True)
    for shape in made["components"]["schemas"].values():
        if "properties" in shape:
            shape["additionalProperties"] = False
    values = made["components"]["schemas"]
    for name in ("Quantity", "Date", "Entities", "Truth", "Text"):
        group = {**values[name], "properties": dict(values[name]["properties"])}
        group["properties"]["except"] = values["Except"]["properties"]["except"]
        values[f"{name}InGroup"] = group
    values["Group"]["properties"]["value"]["anyOf"] += [
        {"$ref": f"#/components/schemas/{name}InGroup"}
        for name in ("Quantity", "Date", "Entities", "Truth", "Text")
    ]
    return made


def operation_at(schema: dict[str, Any], method: str, address: str) -> dict[str, Any]:
    """The operation an address belongs to."""
    parts = address.partition("?")[0].strip("/").split("/")
    for path in sorted(schema["paths"], key=lambda path: path.count("{")):
        methods, named = schema["paths"][path], path.strip("/").split("/")
        if len(named) == len(parts) and all(
            a.startswith("{") or a == b for a, b in zip(named, parts, strict=True)
        ):
            return methods[method.lower()]
    raise LookupError(address)


def misfits(schema: dict[str, Any], method: str, response: Any) -> list[str]:
    """Where an answer is not what the schema says of its status."""
    described = operation_at(schema, method, response.wsgi_request.get_full_path())
    answer = described["responses"][str(response.status_code)]
    media_type = response["Content-Type"]
    shape = {**answer["content"][media_type]["schema"], "components": schema["components"]}
    validator = Draft202012Validator(shape, format_checker=FormatChecker())
    return [
        f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.json())
    ]


@pytest.fixture(scope="module")
def reads() -> list[str]:
    names = ["sources", "documents", "topics", "entities", "claims", "revisions"]
    return [f"{name}/{query}" for name in names for query in ("?limit=500", "?limit=2", "?as_of=2")]


def test_every_read_of_the_seeds_is_as_described(db, anyone, schema, reads):
    load_seeds(by=None, told=lambda *_: None)
    paths = list(reads)
    for kind in ("sources", "documents", "topics", "entities", "revisions"):
        rows = anyone.get(f"{kind}/?limit=500").json()["results"]
        paths += [f"{kind}/{row['id']}/" for row in rows[:40]]
    for row in anyone.get("claims/?limit=500").json()["results"]:
        one = f"claims/{row['slug']}/"
        paths += [one, f"{one}timeline/", f"{one}provenance/?stated_until=2024-01-04"]
        paths += [f"{one}agreement/?statements=all&pairs=true", f"{one}history/"]
        paths += [f"{one}figure/", f"{one}figure/?policy=range&parties=include"]
    for row in anyone.get("topics/").json()["results"]:
        paths.append(f"topics/{row['slug']}/sheet/")

    wrong = {path: misfits(schema, "GET", anyone.get(path)) for path in paths}

    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_values_of_every_kind_are_as_described(kerman, anyone, schema):
    kerman.says("deaths", "irna-1", "at least 84")
    kerman.says("deaths", "bbc-1", "94", stance="denies")
    kerman.says("deaths", "irna-1", "", stance="withdraws", sequence=1)
    kerman.says("day", "irna-1", "on Wednesday", value="2024-01-03")
    kerman.says("day", "bbc-1", "from Wednesday", value="2024-01-03/..")
    kerman.says("perpetrator", "irna-1", "not IS", stance="denies", entities=[kerman["isis-k"]])
    kerman.says("claimed", "irna-1", "claimed", value=True)
    kerman.says("claimed", "bbc-1", "did not", value=False, stance="suggests")
    kerman.says("method", "irna-1", "two blasts")
    kerman.says("method", "bbc-1", "one blast", stance="denies")
    claims = ("deaths", "day", "perpetrator", "claimed", "method")
    paths = [
        f"claims/{claim}/{view}/{query}"
        for claim in claims
        for view, query in [
            ("timeline", "?stated_until=2024-01-04"),
            ("provenance", ""),
            ("agreement", "?statements=all&pairs=true"),
            ("figure", "?policy=latest"),
            ("figure", "?policy=range"),
            ("history", ""),
        ]
    ]

    wrong = {path: misfits(schema, "GET", anyone.get(path)) for path in paths}

    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_ledger_and_proofs_are_as_described(kerman, anyone, schema):
    named = [kerman["isis-k"], kerman["islamic-state"]]
    said = kerman.says("perpetrator", "bbc-1", "one of them", entities=named, via=kerman["irna"])
    paths = [
        "ledger/",
        "ledger/1/",
        "ledger/consistency/?from=1",
        "ledger/consistency/?from=9",
        f"revisions/{encode('rev', said.pk)}/proof/",
        f"revisions/{encode('rev', said.pk)}/proof/?size=9999",
    ]

    wrong = {path: misfits(schema, "GET", anyone.get(path)) for path in paths}

    assert {path: faults for path, faults in wrong.items() if faults} == {}


def test_writes_and_problems_are_as_described(kerman, calling_alice, schema):
    body = {"claim": "deaths", "document": "irna-1", "wording": "at least 84"}
    made = calling_alice.post("revisions/", body)
    source = calling_alice.post("sources/", {"slug": "x-y", "name": "X", "kind": "agency"})
    change = {"name": "Y", "reason": "Renamed"}
    changed = calling_alice.patch("sources/x-y/", change, if_match=source["ETag"])
    reason = {"reason": "A double"}
    adopt = {"revision": made.json()["id"], "reason": "For print"}
    claim = calling_alice.get("claims/deaths/")
    adopted = calling_alice.post("claims/deaths/adopt/", adopt, if_match=claim["ETag"])
    none = {"revision": None, "reason": "Not yet"}
    nobody = Caller()
    calls = [
        ("POST", made),
        ("POST", source),
        ("PATCH", changed),
        ("PATCH", calling_alice.patch("sources/x-y/", change, if_match=source["ETag"])),
        ("PATCH", calling_alice.patch("sources/x-y/", change)),
        ("PATCH", calling_alice.patch("sources/z/", change, if_match='"1"')),
        ("POST", calling_alice.post("sources/x-y/retire/", reason, if_match=changed["ETag"])),
        ("POST", calling_alice.post("sources/", {"slug": "x-y", "name": "X", "kind": "agency"})),
        ("POST", calling_alice.post("sources/", {})),
        ("POST", nobody.post("sources/", {})),
        ("POST", calling_alice.client.post("/api/v1/sources/", {})),
        ("POST", calling_alice.post("wording/", {"wording": "about 20"})),
        ("POST", calling_alice.post("wording/", {"wording": "many"})),
        ("POST", adopted),
        ("GET", nobody.get("claims/deaths/figure/")),
        ("POST", calling_alice.post("claims/deaths/adopt/", none, if_match=claim["ETag"])),
        ("POST", calling_alice.post("claims/deaths/adopt/", none)),
        ("POST", calling_alice.post("claims/deaths/adopt/", none, if_match=adopted["ETag"])),
        ("GET", nobody.get("sources/z/")),
        ("GET", nobody.get("sources/?parent=z")),
        (
            "POST",
            calling_alice.post(
                f"{made['Location']}void/",
                {"reason": "Misread", "replacement": {**body, "wording": "95"}},
                if_match=made["ETag"],
            ),
        ),
        ("POST", calling_alice.post("revisions/", {**body, "claim": "z"})),
    ]

    assert [call.status_code for _, call in calls] == [
        201, 201, 200, 412, 428, 404, 200, 409, 400, 401, 415, 200, 400, 200, 200, 412, 428,
        200, 404, 404, 200, 400,
    ]  # fmt: skip
    assert [misfits(schema, method, call) for method, call in calls] == [[] for _ in calls]
