"""Tables of fields and parameters as the OpenAPI schema has them, in Markdown."""

from __future__ import annotations

from typing import Any


def table_of(schema: dict[str, Any], kind: str, name: str) -> str:
    """The fields of a shape, or the query parameters of an operation."""
    if kind == "fields":
        shape = schema["components"]["schemas"][name]
        rows = [(field, part, "") for field, part in shape["properties"].items()]
    else:
        rows = [(p["name"], p["schema"], p["description"]) for p in _parameters(schema, name)]
    lines = [
        f"| `{field}` | {_kind(part)} | {_words(words or part.get('description', ''))} |"
        for field, part, words in rows
    ]
    head = "field" if kind == "fields" else "parameter"
    return "\n".join([f"| {head} | kind | |", "|---|---|---|", *lines])


def _parameters(schema: dict[str, Any], name: str) -> list[dict[str, Any]]:
    [operation] = [
        operation
        for methods in schema["paths"].values()
        for operation in methods.values()
        if operation["operationId"] == name
    ]
    return [parameter for parameter in operation["parameters"] if parameter["in"] == "query"]


def _kind(part: dict[str, Any]) -> str:
    """A kind in a word or two: `text or null`, `list of text`, `a Link`."""
    for combined in ("anyOf", "oneOf", "allOf"):
        if combined in part:
            return " or ".join(dict.fromkeys(_kind(each) for each in part[combined]))
    if "$ref" in part:
        return str(part["$ref"].rpartition("/")[2])
    if "enum" in part:
        return ", ".join(_choice(each) for each in part["enum"])
    types = part.get("type", "any")
    names = [types] if isinstance(types, str) else types
    return " or ".join(_plain(each, part) for each in names)


def _choice(choice: Any) -> str:
    return {None: "null", "": "empty"}.get(choice, f"`{choice}`")


def _words(description: str) -> str:
    """On one line, without the list of what each choice is called."""
    return " ".join(line for line in description.splitlines() if not line.startswith("* ")).strip()


def _plain(name: str, part: dict[str, Any]) -> str:
    if name == "array":
        return f"list of {_kind(part['items'])}"
    if name == "string":
        return {"date-time": "instant", "uri": "URL"}.get(part.get("format", ""), "text")
    if name == "boolean":
        return "true or false"
    return {"integer": "whole number", "number": "number"}.get(name, name)
