"""The Kerman example with a double of everything that can be merged, and what readers are told."""

from __future__ import annotations

from typing import Any

from tests.callers import Caller, head
from tests.kerman import Kerman

DOUBLES = {
    "sources": ("bbc-news", "bbc"),
    "entities": ("is-khorasan", "isis-k"),
    "claims": ("killed", "deaths"),
    "topics": ("kerman-attack", "kerman"),
}
WHY = {"reason": "One and the same"}


def doubled(kerman: Kerman) -> Kerman:
    """BBC News, IS Khorasan, Killed and Kerman attack: each is another record's double."""
    kerman.source("bbc-news", "BBC News")
    kerman.document("bbc-2", kerman["bbc-news"], "2024-01-06")
    kerman.topic("kerman-attack", name="Kerman attack", time_zone="Asia/Tehran")
    kerman.entity("is-khorasan", "IS Khorasan", aliases=["Islamic State Khorasan Province"])
    kerman.claim(
        "killed", "How many were killed?", "quantity", unit="people", is_count=True, cumulative=True
    )
    kerman.claim("elsewhere", "How many hurt?", "quantity", topic=kerman["kerman-attack"])
    kerman.says("deaths", "irna-1", "103")
    kerman.says("deaths", "bbc-1", "95")
    kerman.says("deaths", "bbc-2", "at least 84")
    kerman.says("killed", "irna-1", "91", sequence=1)
    kerman.says("killed", "bbc-2", "94", attributed_to=kerman["iran"])
    kerman.says("perpetrator", "bbc-1", "ISIS-K", entities=[kerman["isis-k"]])
    kerman.says("perpetrator", "bbc-2", "IS Khorasan", entities=[kerman["is-khorasan"]])
    return kerman


def merge(caller: Caller, kind: str, record: str, into: str | None, **more: Any) -> Any:
    """POST the merge, or with None its undoing, with the version that stands."""
    path = f"{kind}/{record}/"
    body = {**WHY, **more} if into is None else {"into": into, **WHY, **more}
    verb = "unmerge" if into is None else "merge"
    return caller.post(f"{path}{verb}/", body, if_match=caller.get(path)["ETag"])


READS = (
    *(f"{kind}/{slug}/" for kind, pair in DOUBLES.items() for slug in pair),
    *(f"{kind}/" for kind in (*DOUBLES, "documents", "revisions")),
    *(
        f"claims/{claim}/{read}"
        for claim in ("deaths", "killed", "perpetrator")
        for read in (
            "agreement/?statements=all&pairs=true", "timeline/", "timeline.csv", "provenance/",
            "figure/?policy=range", "figure/?policy=latest",
        )
    ),
    "topics/kerman/sheet/", "topics/kerman-attack/sheet/",
    *(f"revisions/?{part}=bbc" for part in ("source", "publisher", "origin")),
    *(f"revisions/?{part}=bbc-news" for part in ("source", "publisher", "origin")),
    "revisions/?claim=deaths", "revisions/?topic=kerman", "revisions/?entity=isis-k",
    "claims/?topic=kerman", "claims/?publisher=bbc-news", "claims/?verdict=disputed",
    "search/?q=BBC", "search/?q=killed",
)  # fmt: skip


def told(caller: Caller, as_of: int | None = None) -> dict[str, Any]:
    """Every answer there is on the example, but for the positions it was read and written at."""
    paths = READS if as_of is None else [p for p in READS if not p.startswith("search/")]
    paths = [path for path in paths if as_of is None or "verdict" not in path]
    return {path: _without_positions(_read(caller, path, as_of)) for path in paths}


def _read(caller: Caller, path: str, as_of: int | None) -> Any:
    sign = "&" if "?" in path else "?"
    answer = caller.get(path if as_of is None else f"{path}{sign}as_of={as_of}")
    assert answer.status_code == 200, (path, answer.content)
    return answer.content.decode() if ".csv" in path else answer.json()


def _without_positions(shown: Any) -> Any:
    left_out = {"position", "version", "read", "as_of"}
    if isinstance(shown, dict):
        return {k: _without_positions(v) for k, v in shown.items() if k not in left_out}
    return [_without_positions(each) for each in shown] if isinstance(shown, list) else shown


__all__ = ["DOUBLES", "WHY", "doubled", "head", "merge", "told"]
