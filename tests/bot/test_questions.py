"""Several questions in one message are taken apart; one question that only looks like several is not."""

from __future__ import annotations

import re

import pytest

from bot.nlu.questions import MAX_PARTS, split

TOPIC_WORDS = re.compile(r"\b(?:pay|hours|holidays)\b")


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("what do they do and where do they work", ["what do they do", "where do they work"]),
        ("how long is it? who pays?", ["how long is it?", "who pays?"]),
        (
            "do you need a degree, how long is it and is it paid",
            ["do you need a degree", "how long is it", "is it paid"],
        ),
        ("what are the hours and the holidays", ["what are the hours", "the holidays"]),
        ("i am 17. can i apply and when", ["i am 17. can i apply", "when"]),
        ("what is the top pay how do you get there", ["what is the top pay", "how do you get there"]),
        ("what grades do i need which unis do it", ["what grades do i need", "which unis do it"]),
        ("is it hard to get in & what if they say no", ["is it hard to get in", "what if they say no"]),
    ],
)
def test_questions_are_taken_apart_in_their_order(text: str, questions: list[str]) -> None:
    assert split(text, TOPIC_WORDS) == questions


@pytest.mark.parametrize(
    "text",
    [
        "do i need maths and physics",
        "what bands are trainees and qualified scientists on",
        "nuclear medicine and renal, what is the difference",
        "i am 16, i like physics and art. is this for me",
        "do they work nights and weekends",
        "radiotherapy or renal, which should i choose",
        "do you meet people or are you stuck in a room",
        "do you get to see people who are ill",
        "can my daughter do it with dyslexia",
        "do you know where i can apply",
        "hello",
        "",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert split(text, TOPIC_WORDS) == [text]


def test_a_flood_of_questions_is_not_read_piece_by_piece() -> None:
    flood = " ".join(f"what is {number}?" for number in range(MAX_PARTS + 1))
    assert split(flood) == [flood]
