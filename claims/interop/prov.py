"""Provenance as PROV-JSON (W3C Member Submission): a claim's statements and where they came from.

In: the results of `claims/{c}/provenance/`. A statement and its document are entities, sources and
who recorded it are agents, a ledger entry is the activity that put a statement on record. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

Prov = dict[str, dict[str, dict[str, Any]]]

VOCABULARY = "https://onrecord.example/prov#"
SPEAKS_FOR = "speaks_for"


def prov_document(statements: Iterable[Mapping[str, Any]], api: str) -> dict[str, Any]:
    """A PROV-JSON document; `api` is the address the records lie under, ending in a slash."""
    prov: Prov = {}
    for statement in statements:
        _statement(prov, statement)
    prefixes = {
        "onr": VOCABULARY,
        "rev": f"{api}revisions/",
        "doc": f"{api}documents/",
        "src": f"{api}sources/",
        "entry": f"{api}ledger/",
        "user": f"{api}users/",
    }
    return {"prefix": prefixes, **prov}


def _statement(prov: Prov, statement: Mapping[str, Any]) -> None:
    name = f"rev:{statement['id']}"
    _put(
        prov,
        "entity",
        name,
        {
            "prov:type": _qualified("onr:Statement"),
            "prov:label": statement["wording"] or statement["stance"],
            "prov:value": statement["wording"] or None,
            "onr:stance": statement["stance"],
            "onr:stated": statement["stated"],
            "onr:statedAt": _instant(statement["stated_at"]),
            "onr:statedBefore": _instant(statement["stated_before"]),
        },
    )
    _document(prov, name, statement)
    for part in ("attributed_to", "via"):
        if statement[part]:
            _attribute(prov, name, _source(prov, statement[part]), part)
    _recording(prov, name, statement["recorded"])
    if statement["supersedes"]:
        _derive(prov, name, f"rev:{statement['supersedes']}", "prov:Revision")


def _document(prov: Prov, name: str, statement: Mapping[str, Any]) -> None:
    document = statement["document"]
    printed = f"doc:{document['id']}"
    _put(
        prov,
        "entity",
        printed,
        {
            "prov:type": _qualified("onr:Document"),
            "prov:label": document["name"],
            "prov:location": document["url"],
            "onr:published": document["published"],
        },
    )
    _derive(prov, name, printed, "prov:Quotation" if statement["quotation"] else "")
    if statement["publisher"]:
        _attribute(prov, printed, _source(prov, statement["publisher"]), "publisher")


def _source(prov: Prov, source: Mapping[str, Any]) -> str:
    """The agent of a source; whom it speaks for, it acts on behalf of."""
    name = f"src:{source['id']}"
    person = source["kind"] == "person"
    _put(
        prov,
        "agent",
        name,
        {
            "prov:type": _qualified("prov:Person" if person else "prov:Organization"),
            "prov:label": source["name"],
            "onr:kind": source["kind"],
            "onr:slug": source["slug"],
        },
    )
    if source["parent"]:
        parent = _source(prov, source["parent"])
        role = {"onr:role": source["parent_role"]}
        if source["parent_role"] == SPEAKS_FOR:
            _relate(prov, "actedOnBehalfOf", delegate=name, responsible=parent, **role)
        else:
            _relate(prov, "wasInfluencedBy", influencee=name, influencer=parent, **role)
    return name


def _recording(prov: Prov, name: str, recorded: Mapping[str, Any]) -> None:
    entry = f"entry:{recorded['position']}"
    at = _moment(recorded["at"])
    _put(
        prov,
        "activity",
        entry,
        {
            "prov:startTime": at,
            "prov:endTime": at,
            "prov:type": _qualified("onr:Recording"),
            "onr:channel": recorded["channel"],
            "onr:reason": recorded["reason"],
        },
    )
    _relate(prov, "wasGeneratedBy", entity=name, activity=entry, time=at)
    if recorded["by"]:
        person = f"user:{_local(recorded['by'])}"
        kind = {"prov:type": _qualified("prov:Person"), "prov:label": recorded["by"]}
        _put(prov, "agent", person, kind)
        _relate(prov, "wasAssociatedWith", activity=entry, agent=person)


def _derive(prov: Prov, entity: str, used: str, kind: str) -> None:
    typed = {"prov:type": _qualified(kind)} if kind else {}
    _relate(prov, "wasDerivedFrom", generatedEntity=entity, usedEntity=used, **typed)


def _attribute(prov: Prov, entity: str, agent: str, part: str) -> None:
    _relate(prov, "wasAttributedTo", entity=entity, agent=agent, **{"onr:part": part})


def _put(prov: Prov, section: str, name: str, attributes: Mapping[str, Any]) -> None:
    held = {key: value for key, value in attributes.items() if value not in (None, "")}
    prov.setdefault(section, {})[name] = held


def _relate(prov: Prov, relation: str, **attributes: Any) -> None:
    """Relations are named by what they relate, so that one that comes twice stands once."""
    keys = {
        key if ":" in key else f"prov:{key}": value
        for key, value in attributes.items()
        if value not in (None, "")
    }
    ends = [value for value in keys.values() if isinstance(value, str) and ":" in value]
    parts = [str(keys.get(key, "")) for key in ("onr:part", "onr:role")]
    prov.setdefault(relation, {})[f"_:{relation}-{_local('-'.join([*ends[:2], *parts]))}"] = keys


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}


def _instant(at: datetime | None) -> dict[str, str] | None:
    return None if at is None else {"$": _moment(at), "type": "xsd:dateTime"}


def _moment(at: datetime) -> str:
    return at.isoformat()


def _local(text: str) -> str:
    """Text as the local part of a name: letters and digits of ASCII, and codes for what else."""
    kept = (char if char.isascii() and char.isalnum() else f"-{ord(char):x}-" for char in text)
    return "".join(kept)
