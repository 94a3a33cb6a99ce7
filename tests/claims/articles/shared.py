"""A made-up catalogue: a market blast in Velmora, and a ferry that sank in Lake Orl before it."""

from __future__ import annotations

from claims.articles import Article, Catalogue, Named, Question, Subject, propose


def count(key, topic, label, question, unit="people"):
    return Question(key, topic, question, label, "quantity", unit, True)


CATALOGUE = Catalogue(
    subjects=[
        Subject("blast", "Velmora market blast", "event", "Velmora, Sandria", "2025-03-09"),
        Subject("ferry", "Sinking of the Orlina", "event", "Lake Orl, Sandria", "2019-08-02"),
        Subject("front", "Northern Front", "organisation"),
    ],
    questions=[
        count("deaths", "blast", "Killed", "How many people were killed?"),
        count("injured", "blast", "Injured", "How many people were injured?"),
        count("both", "blast", "Killed and wounded together", "How many in all?"),
        count("children", "blast", "Children killed", "How many children were killed?"),
        count("arrests", "blast", "Arrests", "How many people were arrested?"),
        count("crowd", "blast", "Crowd", "How many people had gathered?"),
        count("bombers", "blast", "Attackers", "How many attackers were there?", "attackers"),
        count("blasts", "blast", "Explosions", "How many explosions were there?", "explosions"),
        Question("gap", "blast", "How many minutes lay between?", "Minutes", unit="minutes"),
        Question("age", "blast", "How old was the bomber?", "Age", unit="years"),
        count("drowned", "ferry", "Killed", "How many people died?"),
        count("members", "front", "Members", "How many members has it?"),
        Question("day", "blast", "On which day was the bombing?", "Date", "date"),
        Question("sank", "ferry", "When did the Orlina sink?", "Sank on", "date"),
        Question("funeral", "blast", "On which day was the funeral ceremony?", "Funeral", "date"),
        Question("who", "blast", "Who was behind the bombing?", "Perpetrator", "entity"),
        Question("claimed", "blast", "Who claimed responsibility?", "Claimed by", "entity"),
        Question("planned", "blast", "Where was the attack planned?", "Planned in", "entity"),
        Question("how", "blast", "How was the bomb set off?", "Method", "entity"),
    ],
    sources=[
        Named("ministry", ["Interior Ministry"], "ministry"),
        Named("police", ["Velmora police", "police"], "ministry"),
        Named("radio", ["Radio Velmora"], "outlet"),
        Named("wire", ["Sandria Wire"], "agency"),
        Named("orlo", ["Anna B. Orlo"], "person"),
        Named("front", ["Northern Front"], "armed_group"),
    ],
    entities=[
        Named("e-front", ["Northern Front", "Frontists"], "group"),
        Named("e-ostria", ["Ostria"], "state"),
        Named("e-belt", ["Explosive belt", "explosive belts"], "method"),
    ],
    topic="blast",
)


def proposals(text, published="2025-03-10", publisher=""):
    return propose(Article(text, published, publisher), CATALOGUE)
