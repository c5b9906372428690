"""Messages as hasty thumbs type them: 2 slips in 10 words, at least 1 from 4 words on, the same for the same seed.

Each slip changes a word of its own, so that a message stays readable; figures stay as they are, since another figure
would be another question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise

WORDS_FOR_AN_EDIT = 5
LEAST_WORDS = 4
# A shorter word has little left to recognise it by once a letter is wrong.
LEAST_LETTERS = 3

_WORD = re.compile(r"\S+")

# The letters around each letter on a UK keyboard.
NEIGHBOURS = {
    "q": "wa", "w": "qeas", "e": "wrsd", "r": "etdf", "t": "ryfg", "y": "tugh", "u": "yihj", "i": "uojk", "o": "ipkl",
    "p": "ol", "a": "qwsz", "s": "weadzx", "d": "ersfxc", "f": "rtdgcv", "g": "tyfhvb", "h": "yugjbn", "j": "uihknm",
    "k": "iojlm", "l": "opk", "z": "asx", "x": "zcsd", "c": "xvdf", "v": "cbfg", "b": "vngh", "n": "bmhj", "m": "njk",
}  # fmt: skip

# What sounds alike, and so is written one for the other.
SOUNDS = (
    ("ph", "f"), ("f", "ph"), ("ei", "ie"), ("ie", "ei"), ("c", "k"), ("k", "c"), ("c", "s"), ("s", "c"), ("ck", "k"),
    ("qu", "kw"), ("tion", "shun"), ("x", "cks"),
)  # fmt: skip


def edits_for(text: str) -> int:
    """How many edits a message gets, if it has as many words that can take one."""
    words = len(text.split())
    return max(words // WORDS_FOR_AN_EDIT, 1) if words >= LEAST_WORDS else 0


def noisy(text: str, seed: int) -> str:
    """The message with slips of the thumb and of the ear."""
    # With the text as part of the seed, another question set leaves this message as it is.
    chance = random.Random(f"{seed} {text}")  # noqa: S311 (typing errors are no secret)
    words = [match for match in _WORD.finditer(text) if _letters(match.group()) >= LEAST_LETTERS]
    chosen = chance.sample(words, min(edits_for(text), len(words)))
    for match in sorted(chosen, key=lambda word: -word.start()):
        text = text[: match.start()] + _misspelt(match.group(), chance) + text[match.end() :]
    return text


def _letters(word: str) -> int:
    return sum(letter.lower() in NEIGHBOURS for letter in word)


def _misspelt(word: str, chance: random.Random) -> str:
    kinds = {kind: sorted(set(kind(word)) - {word}) for kind in KINDS}
    possible = [kind for kind in KINDS if kinds[kind]]
    # Each kind of slip is as likely as any other, however many places a word has for it.
    return chance.choice(kinds[chance.choice(possible)])


def _neighbour(word: str) -> Iterator[str]:
    for at, letter in enumerate(word):
        for other in NEIGHBOURS.get(letter.lower(), ""):
            yield word[:at] + _as(letter, other) + word[at + 1 :]


def _dropped(word: str) -> Iterator[str]:
    yield from (word[:at] + word[at + 1 :] for at, letter in enumerate(word) if letter.lower() in NEIGHBOURS)


def _doubled(word: str) -> Iterator[str]:
    yield from (word[:at] + letter + word[at:] for at, letter in enumerate(word) if letter.lower() in NEIGHBOURS)


def _swapped(word: str) -> Iterator[str]:
    for at, (letter, after) in enumerate(pairwise(word)):
        if letter.lower() in NEIGHBOURS and after.lower() in NEIGHBOURS:
            yield word[:at] + after + letter + word[at + 2 :]


def _by_ear(word: str) -> Iterator[str]:
    for sound, other in SOUNDS:
        for match in re.finditer(sound, word, re.IGNORECASE):
            yield word[: match.start()] + _as(match.group(), other) + word[match.end() :]


def _without_vowel(word: str) -> Iterator[str]:
    # The first letter carries most of a word; nobody leaves it out to save time.
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)) if word[at].lower() in "aeiou")


def _as(letters: str, other: str) -> str:
    """Other letters, in capitals when these are."""
    return other.upper() if letters.isupper() else other


KINDS: tuple[Callable[[str], Iterator[str]], ...] = (
    _neighbour,
    _dropped,
    _doubled,
    _swapped,
    _by_ear,
    _without_vowel,
)
