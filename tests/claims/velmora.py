"""A made-up event, and a made-up article on it: the market blast in Velmora, 9 March 2025."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from accounts.models import User
from claims.cataloguing import register_claim, register_entity, register_topic
from sources.registering import register_source

TITLE = "Dozens dead after blast in Velmora"
URL = "https://courier.example/velmora-blast"
TEXT = """At least 41 people were killed in the blast in Velmora on Sunday, according to the \
Interior Ministry.

Radio Velmora reported, citing police, that 120 were wounded. Two bombers blew up a <b>cart</b>.

The shops will need 3 weeks to reopen.
"""


def velmora(by: User) -> SimpleNamespace:
    """The topic with its claims, and who speaks in the article."""
    recorded: dict[str, Any] = {"by": by, "channel": "command"}
    courier = register_source(slug="courier", name="The Courier", kind="outlet", **recorded)
    radio = register_source(slug="radio", name="Radio Velmora", kind="outlet", **recorded)
    police = register_source(
        slug="police", name="Velmora police", kind="ministry", aliases=["police"], **recorded
    )
    ministry = register_source(
        slug="ministry", name="Interior Ministry", kind="ministry", **recorded
    )
    front = register_entity(slug="front", name="Northern Front", kind="group", **recorded)
    topic = register_topic(
        slug="velmora",
        name="Velmora market blast",
        kind="event",
        occurred="2025-03-09",
        place="Velmora, Sandria",
        **recorded,
    )
    claims = {
        slug: register_claim(
            slug=f"velmora-{slug}",
            topic=topic,
            question=question,
            label=label,
            value_type="quantity",
            unit=unit,
            is_count=True,
            **recorded,
        )
        for slug, question, label, unit in (
            ("deaths", "How many people were killed?", "Killed", "people"),
            ("injured", "How many people were injured?", "Injured", "people"),
            ("attackers", "How many attackers were there?", "Attackers", "attackers"),
        )
    }
    return SimpleNamespace(
        courier=courier,
        radio=radio,
        police=police,
        ministry=ministry,
        front=front,
        topic=topic,
        **claims,
    )
