"""Which of several choices a person means: by number, by position, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from actions.context import Choice

_POSITIONS = {
    "first": 0, "one": 0, "top": 0, "a": 0, "second": 1, "two": 1, "middle": 1, "b": 1, "third": 2, "three": 2, "c": 2,
    "fourth": 3, "four": 3, "fifth": 4, "five": 4, "sixth": 5, "six": 5, "seventh": 6, "seven": 6, "eighth": 7,
    "eight": 7, "ninth": 8, "nine": 8, "tenth": 9, "ten": 9, "last": -1, "bottom": -1, "final": -1,
}  # fmt: skip
_FIGURE = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)?")
# "that one", "the other one", "a bit": words that look like a position and are none.
_NOT_POSITIONS = re.compile(
    r"\b(?:that|this|other|which|any|no|the|last|first|second|third|option|number|bottom|top) one\b|\ba\b(?=\s)"
)
# "One more thing" counts; it picks nothing.
_COUNTED = re.compile(r"\b(?:one|1)\s+(?=more|thing|question|other|quick|last)")

Item = TypeVar("Item")


class NoSuchChoiceError(Exception):
    """A position beyond the end of the list; `count` is how many there are."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def position(text: str) -> int | None:
    """The position that a message names, from 0, or -1 for the last; None when it names none."""
    counted = _COUNTED.sub("", text.lower())
    plain = _NOT_POSITIONS.sub(lambda match: match.group().removesuffix("one").strip(" a"), counted)
    for word in re.findall(r"[a-z0-9]+", plain):
        if word in _POSITIONS:
            return _POSITIONS[word]
        if figure := _FIGURE.fullmatch(word):
            return int(figure[1]) - 1
    return None


def pick(text: str, items: Sequence[Item]) -> Item | None:
    """The item at the position that a message names; None when it names none.

    Raises:
        NoSuchChoiceError: the position is beyond the list.
    """
    index = position(text)
    if index is None or not items:
        return None
    if index >= len(items):
        raise NoSuchChoiceError(len(items))
    return items[index]


def named(text: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice whose words a message says."""
    return next((choice for choice in choices if same_words(text, choice.title)), None)


def same_words(text: str, other: str) -> bool:
    """Whether two texts say the same but for capitals and punctuation."""
    return re.findall(r"\w+", text.lower()) == re.findall(r"\w+", other.lower()) != []
