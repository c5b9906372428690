"""Which passages of a page each of our statements rests on.

Our statements are in our own words, and a page has no numbers. What links the two: words that they share, the more
telling the rarer they are on the page; the section; and the order, since statements follow the page from top to bottom.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from knowledge.facts import SourcedFact
from knowledge.pages.saved import Passage
from knowledge.schema import Statement

# How far our fact's words count beside the statement's own, and what a heading in common is worth.
_FACT_WEIGHT = 0.5
_SECTION = 0.15
# Going back on the page, or skipping passages, speaks against a reading, but only so far.
_BACK, _SKIP, _MOST = 0.06, 0.01, 0.25
# What a passage that no statement chose must share with one to belong to it too, and how near it must be.
ENOUGH = 0.25
NEAR = 3
_STEM = 6
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about also an and any are as at be been but by can could do does for from has have how if in into is it its "
        "like may might more most much no not of on or other out so some such than that the their them there these "
        "they this those to up us use used was what when where which while who will with work would you your",
    )
)

Words = Mapping[str, float]


def resting(
    statements: Sequence[Statement], passages: Sequence[Passage], facts: Mapping[str, SourcedFact]
) -> dict[int, list[int]]:
    """Number of each statement -> places of the passages that it rests on, the chief one first.

    A statement without a word in common with the page rests on nothing.
    """
    rarity = _rarity(passages)
    shared = [[_likeness(statement, passage, facts, rarity) for passage in passages] for statement in statements]
    chief = _in_order(shared)
    found = {
        statement.number: [place] if shared[index][place] > 0 else []
        for index, (statement, place) in enumerate(zip(statements, chief, strict=True))
    }
    for place, passage in enumerate(passages):
        if passage.kind != "heading" and all(place not in places for places in found.values()):
            owner = _owner(place, passages, shared, chief)
            if owner is not None:
                found[statements[owner].number].append(place)
    return found


def _owner(
    place: int, passages: Sequence[Passage], shared: Sequence[Sequence[float]], chief: Sequence[int]
) -> int | None:
    """The statement that an unchosen passage belongs to: of its own paragraph, or else near and quite like it."""

    def closeness(index: int) -> float:
        if passages[chief[index]].block == passages[place].block:
            return shared[index][place] + ENOUGH
        return shared[index][place] if abs(chief[index] - place) <= NEAR else 0.0

    best = max(range(len(chief)), key=closeness, default=None)
    return best if best is not None and closeness(best) >= ENOUGH else None


def _in_order(shared: Sequence[Sequence[float]]) -> list[int]:
    """The likeliest passage of each statement, taken together: a path through the page that seldom goes back."""
    if not shared:
        return []
    places = range(len(shared[0]))
    score, came_from = list(shared[0]), []
    for row in shared[1:]:
        step = [_likeliest_before(to, score) for to in places]
        score = [score[step[to]] - _cost(step[to], to) + row[to] for to in places]
        came_from.append(step)
    place = max(places, key=score.__getitem__)
    path = [place]
    for step in reversed(came_from):
        place = step[place]
        path.append(place)
    return path[::-1]


def _likeliest_before(to: int, score: Sequence[float]) -> int:
    return max(range(len(score)), key=lambda before: score[before] - _cost(before, to))


def _cost(before: int, to: int) -> float:
    return min(_MOST, (before - to) * _BACK if to < before else max(0, to - before - 1) * _SKIP)


def _likeness(
    statement: Statement, passage: Passage, facts: Mapping[str, SourcedFact], rarity: Mapping[str, float]
) -> float:
    said = Counter(_stems(statement.says))
    told = Counter(stem for name in statement.facts if name in facts for stem in set(_stems(_told(facts[name]))))
    ours = {stem: said[stem] or told[stem] * _FACT_WEIGHT for stem in said | told}
    theirs = Counter(_stems(passage.text))
    alike = _cosine(_weighed(ours, rarity), _weighed(theirs, rarity))
    heading = (*passage.headings, passage.text)[-1] if passage.kind == "heading" else ""
    in_section = statement.section in passage.headings or _same(statement.section, heading)
    return alike + (_SECTION if in_section and alike else 0)


def _told(fact: SourcedFact) -> str:
    told = " ".join(filter(None, [fact.text, fact.lead, *fact.items]))
    return re.sub(r"\{(\w+)\}", lambda name: str(fact.values.get(name[1], "")), told)


def _stems(text: str) -> list[str]:
    """The telling words of a text, cut to their beginnings: maintain, maintains and maintaining are one."""
    words = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", re.sub(r"['’]\w+|https?://\S+", "", text.casefold()))
    return [word[:_STEM].rstrip("s") if len(word) <= _STEM else word[:_STEM] for word in words if word not in _COMMON]


def _rarity(passages: Sequence[Passage]) -> dict[str, float]:
    number = Counter(stem for passage in passages for stem in set(_stems(passage.text)))
    return {stem: math.log(1 + len(passages) / count) for stem, count in number.items()}


def _weighed(words: Mapping[str, float], rarity: Mapping[str, float]) -> Words:
    return {stem: min(count, 2) * rarity[stem] for stem, count in words.items() if stem in rarity}


def _cosine(one: Words, other: Words) -> float:
    product = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    lengths = math.sqrt(sum(w * w for w in one.values())) * math.sqrt(sum(w * w for w in other.values()))
    return product / lengths if lengths else 0.0


def _same(one: str, other: str) -> bool:
    return _stems(one) == _stems(other) != []
