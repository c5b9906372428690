"""`python -m evaluation.facts`: how often the right fact of a topic is found, by how well the best one fits.

Each question that the knowledge base names for a fact is taken out, and asked of the rest: is its fact found? Facts
with one question only are left out, since nothing would be left of them. Facts about other roles are among them.
"""

from __future__ import annotations

import itertools
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.quiet import prepare

prepare()

from bot.nlu.embeddings import encoder, mean  # noqa: E402
from bot.nlu.fact_space import Vector, Words, spread  # noqa: E402
from bot.nlu.text import spelled_out  # noqa: E402
from knowledge.queries import Knowledge  # noqa: E402

BANDS = (-1.0, 0.1, 0.2, 0.33, 0.5, 1.0)
ANSWERED = 3


@dataclass(frozen=True)
class Found:
    """One question taken out: how well the best fact fits it, and where in the ranking its own fact stands, from 0."""

    fit: float
    rank: int


def measure(knowledge: Knowledge) -> list[Found]:
    """Every question of every fact that has two or more, asked of what is known without it."""
    by_topic: dict[str, dict[str, Words]] = defaultdict(dict)
    for topic, fact, asked, told in knowledge.wordings():
        by_topic[topic][fact] = Words(_vectors(asked), _vectors(told))
    return [found for facts in by_topic.values() for found in _of_topic(list(facts.values()))]


def _of_topic(facts: Sequence[Words]) -> Iterator[Found]:
    for index, fact in enumerate(facts):
        for number, question in enumerate(fact.asked):
            rest = [*fact.asked[:number], *fact.asked[number + 1 :]]
            if not rest or len(facts) == 1:
                continue
            middle, directions = spread([*facts[:index], Words(rest, fact.told), *facts[index + 1 :]])
            fits = directions @ (question - middle)
            yield Found(float(fits.max()), int((fits > fits[index]).sum()))


def _vectors(texts: Sequence[str]) -> list[Vector]:
    return [mean(vector) for vector in encoder().encode_all([spelled_out(text) for text in texts])]


def table(found: list[Found]) -> str:
    """How often the first fact, and one of the first three, is the right one: in bands of the best fit."""
    lines = ["| best fit | questions | right fact first | among the first 3 |", "|---|---:|---:|---:|"]
    bands = [(f"{low:.2f} to {high:.2f}", low, high) for low, high in itertools.pairwise(BANDS)]
    for name, low, high in [*bands, ("all", -1.0, 2.0)]:
        ranks = [one.rank for one in found if low <= one.fit < high]
        if ranks:
            first, among = (sum(rank < most for rank in ranks) / len(ranks) for most in (1, ANSWERED))
            lines.append(f"| {name} | {len(ranks):,} | {first:.0%} | {among:.0%} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure(Knowledge())))
    sys.exit(0)
