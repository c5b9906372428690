"""Which of several choices a person means: by number, by position, by its words, both, the other one, none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from actions.context import Choice

_POSITIONS = {
    "first": 0, "1st": 0, "one": 0, "top": 0, "a": 0, "second": 1, "2nd": 1, "two": 1, "middle": 1, "b": 1, "third": 2,
    "3rd": 2, "three": 2, "c": 2, "fourth": 3, "forth": 3, "four": 3, "fifth": 4, "five": 4, "sixth": 5, "six": 5,
    "seventh": 6, "seven": 6, "eighth": 7, "eight": 7, "ninth": 8, "nine": 8, "tenth": 9, "ten": 9, "last": -1,
    "bottom": -1, "final": -1,
}  # fmt: skip
_FIGURE = re.compile(r"([1-9]\d?)(?:st|nd|rd|th)?")
# "that one", "the other one", "a bit": words that look like a position and are none.
_NOT_POSITIONS = re.compile(
    r"\b(?:that|this|other|which|any|no|the|last|first|second|third|fourth|fifth|sixth|middle|option|number|bottom|top)"
    r" one\b|\ba\b(?=\s)"
)
# "One more thing" counts; it picks nothing.
_COUNTED = re.compile(r"\b(?:one|1)\s+(?=more|thing|question|other|quick|last)")
_NUMBER_ONLY = re.compile(r"(?:(?:option|number|no|nr|choice|#)\W*)?\d{1,2}(?:\s*(?:please|pls|plz|then|thanks))?\W*")
_ALL = re.compile(r"\b(?:both|all (?:of them|three|3)|each|the two)\b")
_NONE = re.compile(r"\b(?:neither|none|not any|no(?:t)? (?:one|either)|nothing (?:there|on))\b")
_OTHER = re.compile(r"\bother\b")

_ORDINALS = "first|1st|second|2nd|third|3rd|fourth|forth|fifth|sixth|last"
# An ordinal that stands for a thing: "the third one", "area", or nothing more; not "the first step".
_POINTED = re.compile(
    rf"\b(?:the|that) ({_ORDINALS})\b"
    r"(?=\s+(?:one|area|specialism|option|branch|of (?:them|those|these)|and|or|with|to|vs)\b|\W*$|\W*[,.?!])"
)
_PAIR = re.compile(r"\bthe (first|last) (?:two|2)\b")

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


def pointed_at(text: str, items: Sequence[Item]) -> list[Item]:
    """The items of a list that a question points at in passing: "what happens in the third one", "the first two"."""
    plain = text.lower()
    if pair := _PAIR.search(plain):
        return list(items[:2]) if pair[1] == "first" else list(items[-2:])
    if len(items) == 2 and says_all(plain):
        return list(items)
    indexes = dict.fromkeys(_POSITIONS[match[1]] for match in _POINTED.finditer(plain))
    return [items[index] for index in indexes if index < len(items)]


def says_number(text: str) -> bool:
    """Whether a message is a number and nothing else, as people answer to choices that were numbered."""
    return bool(_NUMBER_ONLY.fullmatch(text.strip().lower()))


def says_all(text: str) -> bool:
    return bool(_ALL.search(text.lower()))


def says_none(text: str) -> bool:
    return bool(_NONE.search(text.lower()))


def says_other(text: str) -> bool:
    return bool(_OTHER.search(text.lower()))


def named(text: str, choices: Iterable[Choice]) -> Choice | None:
    """The choice whose words a message says."""
    return next((each for each in choices if same_words(text, each.title) or same_words(text, each.words)), None)


def same_words(text: str, other: str) -> bool:
    """Whether two texts say the same but for capitals and punctuation."""
    return re.findall(r"\w+", text.lower()) == re.findall(r"\w+", other.lower()) != []
