"""A rate as settings write it, and as headers say what is left of it."""

from __future__ import annotations

import pytest

from api.rates import Allowance, Rate, read_rate

READ = {
    "600/min": Rate(600, 60),
    "10/s": Rate(10, 1),
    "5000/hour": Rate(5000, 3600),
    "1/d": Rate(1, 86_400),
    "10/15min": Rate(10, 900),
    "off": None,
}


@pytest.mark.parametrize(("text", "rate"), READ.items(), ids=READ)
def test_a_rate_is_read(text, rate):
    assert read_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "600",
        "0/min",
        "-1/min",
        "600/fortnight",
        "1.5/s",
        "600 / min",
        "1/min\n",
        "٦/s",
        "1/0min",
        "1/1000min",
        "1/15",
    ],
)
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="is no rate: write 600/min"):
        read_rate(text)


def test_what_is_left_is_said_as_the_draft_says():
    assert Allowance("token", Rate(600, 60), remaining=12, resets_in=7).headers() == {
        "RateLimit-Policy": '"token";q=600;w=60',
        "RateLimit": '"token";r=12;t=7',
    }
