"""Reads a news article into proposals of statements, by rules: for an editor to tick and correct.

An article and what is on record (topics, claims, the names of sources and entities) come in;
proposals go out, each with the place of its words in the text, the claim they seem to answer,
whose word they are and when it was said. What finds no claim comes out without one. Nothing is
recorded here and nothing is guessed about what words mean: `claims.wording` reads figures. No
Django, no clock, no I/O. The rules, and how well they do: docs/articles.md.
"""

from claims.articles.proposing import propose
from claims.articles.shapes import Article, Catalogue, Named, Proposal, Question, Subject

__all__ = ["Article", "Catalogue", "Named", "Proposal", "Question", "Subject", "propose"]
