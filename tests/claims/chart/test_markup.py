"""Nobody's text becomes markup."""

from __future__ import annotations

import pytest

from claims.chart import NARROW, WIDE, draw, draw_file, draw_image
from claims.chart.markup import element, number, path, text_of
from claims.values import Concepts, ValueType
from tests.claims.agreement.record import exactly, id_of
from tests.claims.chart.charts import adopted, chart, day, line, parsed, said, texts

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><svg onload=alert(1)>",
    "&lt;b&gt; &amp; &#x3c;",
    "</title></svg><script>",
    "a\x01b\x1fc",
    "\u202eright to left\u2066",
    "بیروت 🇱🇧 𝔘𝔫𝔦",
    "{{ 7*7 }} {% load %}",
    "</style><style>*{display:none}",
)
KINDS = {"svg", "title", "desc", "g", "path", "rect", "text", "style"}


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("kind", [ValueType.QUANTITY, ValueType.ENTITY], ids=["steps", "lanes"])
def test_hostile_words_stay_text(words, kind):
    value = exactly(84) if kind is ValueType.QUANTITY else Concepts(frozenset({id_of("x")}))
    hostile = chart(
        line(words, said(words, day(0), value, stated=words), publisher=words),
        line(words, said(words, None, None)),
        kind=kind,
        question=words,
        unit=words,
        adopted=adopted(84),
    )

    for svg in (draw(hostile, WIDE), draw_image(hostile, "", NARROW), draw_file(hostile, "")):
        root = parsed(svg)
        found = {each.tag.rpartition("}")[2] for each in root.iter()}
        attributes = {name for each in root.iter() for name in each.attrib}
        assert found <= KINDS
        assert not {name for name in attributes if name.startswith("on") or "href" in name}
    legal = words.replace("\x01", "\ufffd").replace("\x1f", "\ufffd")
    assert root[0].text.startswith(legal)


def test_elements_are_written_as_xml():
    made = element("g", "a < b", element("path", d=path("M", 1.04, -0.01, "v", 12)), class_='"x"')

    assert text_of(made) == '<g class="&quot;x&quot;">a &lt; b<path d="M1 0v12"/></g>'


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_coordinate_is_refused(value):
    with pytest.raises(ValueError, match="is no coordinate"):
        number(value)


def test_question_is_the_title_and_what_stands_the_description():
    root = parsed(draw(chart(line("IRNA", said("84", day(0), exactly(84)))), WIDE))

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "chart-wide-title chart-wide-description"
    assert (root[0].text, root[1].text) == (
        "How many died? (people) What was said over time",
        "1 statement on 1 line, over stated time. Standing now: IRNA: 84.",
    )
    assert texts(draw(chart(), WIDE)) == ["No statement has a place in this chart."]
