"""Noise is repeatable, as much as was asked for, and never touches a figure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.noise import KINDS, LEAST_LETTERS, NEIGHBOURS, edits_for, noisy

TEXTS = st.one_of(
    st.text(),
    st.lists(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzAEIOU0123456789'?-é£"), min_size=1), max_size=30).map(
        " ".join
    ),
)
SEEDS = st.integers(0, 1_000)


def changed(text: str, other: str) -> int:
    before, after = text.split(), other.split()
    assert len(before) == len(after), "an edit made or removed a word"
    return sum(word != edited for word, edited in zip(before, after, strict=True))


@given(TEXTS, SEEDS)
def test_the_same_seed_makes_the_same_noise(text: str, seed: int) -> None:
    assert noisy(text, seed) == noisy(text, seed)


@given(TEXTS, SEEDS)
def test_as_many_words_are_changed_as_a_message_has_edits(text: str, seed: int) -> None:
    able = [word for word in text.split() if sum(letter.lower() in NEIGHBOURS for letter in word) >= LEAST_LETTERS]
    assert changed(text, noisy(text, seed)) == min(edits_for(text), len(able))


@given(TEXTS, SEEDS)
def test_figures_and_spaces_stay(text: str, seed: int) -> None:
    for kept in (r"\d", r"\s"):
        assert re.findall(kept, noisy(text, seed)) == re.findall(kept, text)


@pytest.mark.parametrize(
    ("words", "edits"), [(0, 0), (3, 0), (4, 1), (5, 1), (9, 1), (10, 2), (14, 2), (20, 4), (50, 10)]
)
def test_two_edits_for_ten_words(words: int, edits: int) -> None:
    assert edits_for(" ".join(["word"] * words)) == edits
    assert changed(" ".join(["word"] * words), noisy(" ".join(["word"] * words), 1)) == edits


def test_another_seed_makes_other_noise() -> None:
    text = "what does a vascular technologist do all day in the hospital"
    assert len({noisy(text, seed) for seed in range(20)}) > 10


@pytest.mark.parametrize(
    ("kind", "word", "possible"),
    [
        ("_neighbour", "at", {"qt", "wt", "st", "zt", "ar", "ay", "af", "ag"}),
        ("_dropped", "pay5", {"ay5", "py5", "pa5"}),
        ("_doubled", "Pa", {"PPa", "Paa"}),
        ("_swapped", "pay1", {"apy1", "pya1"}),
        ("_by_ear", "physics", {"fysics", "phycics", "physiks", "physiss", "physicc"}),
        ("_by_ear", "FEIN", {"PHEIN", "FIEN"}),
        ("_without_vowel", "area", {"ara", "are"}),
    ],
)
def test_each_kind_of_slip(kind: str, word: str, possible: set[str]) -> None:
    (slip,) = [function for function in KINDS if function.__name__ == kind]
    assert set(slip(word)) == possible


def test_neighbours_are_mutual() -> None:
    assert all(letter in NEIGHBOURS[other] for letter, others in NEIGHBOURS.items() for other in others)
