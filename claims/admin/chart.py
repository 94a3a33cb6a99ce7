"""The chart of a claim for its page: both layouts, and the same statements as a table.

In: a desk, now or as it stood. Out: what the template claims/chart.html shows. Reads nothing.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from claims.admin.desk import Desk
from claims.chart import NARROW, WIDE, draw, table
from claims.charting import chart_of_judged

OPEN = 5  # rows that are shown at once; a longer table is folded
MOST = 500  # rows at most; the timeline has all


def chart(desk: Desk) -> dict[str, Any]:
    """The drawn layouts and the rows; no layouts where nothing was said."""
    made = chart_of_judged(desk.judgement, desk.topic.time_zone, desk.linked)
    rows = table(made)
    # Markup of our own making: claims.chart escapes every text that it is given.
    drawn = [mark_safe(draw(made, layout)) for layout in (WIDE, NARROW)]  # noqa: S308
    return {
        "layouts": drawn if rows else [],
        "rows": rows[-MOST:],
        "count": len(rows),
        "is_folded": len(rows) > OPEN,
        "is_cut": len(rows) > MOST,
        **_files(desk),
    }


def _files(desk: Desk) -> dict[str, str]:
    """The same by the API; none for what was said by some time, which pages write otherwise."""
    if desk.until is not None:
        return {}
    address = f"/api/v1/claims/{desk.claim.slug}/timeline"
    then = f"?as_of={desk.snapshot.position}" if desk.snapshot.past else ""
    return {"file": f"{address}.svg{then}", "csv": f"{address}.csv{then}"}
