"""Labels: apart from each other, near to what they name, no wider than their room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.chart.labels import spread
from claims.chart.layout import fitted, lines_of, room


@pytest.mark.parametrize(
    ("wanted", "heights", "middles"),
    [
        pytest.param([], [], [], id="none"),
        pytest.param([50], [10], [50], id="one"),
        pytest.param([20, 80], [10, 10], [20, 80], id="apart"),
        pytest.param([50, 50], [10, 10], [45, 55], id="on each other"),
        pytest.param([55, 50, 48], [10, 10, 10], [61, 51, 41], id="in their order"),
        pytest.param([0, 100], [10, 10], [5, 95], id="within the edges"),
        pytest.param([98, 99, 100], [20, 20, 20], [50, 70, 90], id="heaped at an edge"),
    ],
)
def test_labels_spread(wanted, heights, middles):
    assert spread(wanted, heights, 0, 100) == middles


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 30)), max_size=40))
def test_labels_never_overlap_and_keep_their_order(labels):
    wanted, heights = [each[0] for each in labels], [each[1] for each in labels]

    middles = spread(wanted, heights, 0, 100)

    order = sorted(range(len(labels)), key=lambda at: (wanted[at], at))
    for above, below in zip(order, order[1:], strict=False):
        apart = (heights[above] + heights[below]) / 2
        assert middles[below] - middles[above] >= apart - 1e-6


@given(st.text(max_size=80), st.floats(20, 200))
def test_fitted_text_is_no_wider_than_its_room(text, width):
    assert room(fitted(text, width, 10), 10) <= width


def test_text_in_lines_ends_with_an_ellipsis_where_there_are_too_few():
    text = "The anniversary of the death of somebody well known to everybody"

    assert lines_of(text, 130, 10, 2) == ["The anniversary of the", "death of somebody we…"]
