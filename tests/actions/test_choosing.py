"""Which of several choices a person means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.choosing import NoSuchChoiceError, pick, position, same_words

CHOICES = ["pay", "hours", "shifts"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "pay"),
        ("the second one", "hours"),
        ("Option 3 please", "shifts"),
        ("last", "shifts"),
        ("the 2nd", "hours"),
        ("NUMBER TWO", "hours"),
        ("first one", "pay"),
    ],
)
def test_a_position_picks_its_choice(text: str, expected: str) -> None:
    assert pick(text, CHOICES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what about that one",
        "the other one",
        "tell me a bit",
        "",
        "???",
        "which one",
        "one more thing",
        "just 1 more question",
    ],
)
def test_words_that_name_no_position_pick_nothing(text: str) -> None:
    assert pick(text, CHOICES) is None


def test_a_position_beyond_the_list_says_how_many_there_are() -> None:
    with pytest.raises(NoSuchChoiceError) as caught:
        pick("the fourth", CHOICES)
    assert caught.value.count == 3


def test_nothing_can_be_picked_from_nothing() -> None:
    assert pick("1", []) is None


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    index = position(text)
    assert index is None or -1 <= index < 99


def test_words_are_the_same_but_for_capitals_and_punctuation() -> None:
    assert same_words("the highest pay!", "The highest pay")
    assert not same_words("pay", "The highest pay")
    assert not same_words("", "")
