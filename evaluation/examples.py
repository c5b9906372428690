"""`make examples`: training examples that stand twice, say nearly the same, or look as if they had the wrong label.

An example is doubtful when a classifier that has not seen it is sure of another intent. Nothing here is changed: a
person decides. Ends with 1 if the same words stand under two intents, since no model can learn that.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path

from evaluation.quiet import prepare

prepare()

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from evaluation.intents import EXAMPLES, ROOT  # noqa: E402
from evaluation.progress import say  # noqa: E402

NEAR = 0.97
# The label gets less than this from a classifier that has not seen the example, and another intent more than that.
UNLIKELY, SURE = 0.02, 0.8
FOLDS = 5
# Rows that are held against all others at once.
BLOCK = 1_024

_INTENT = re.compile(r"- intent: (\w+)")
_EXAMPLE = re.compile(r"\s+- (.+)")

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Example:
    """A training example and where it stands."""

    path: Path
    line: int
    intent: str
    text: str

    @property
    def place(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}"

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in their order; its signs, when it has no words."""
        return tuple(re.findall(r"\w+", self.text.lower())) or (self.text,)


class Kind(Enum):
    """What is the matter; the value is how the table names it."""

    TWO_INTENTS = "under two intents"
    TWICE = "stands twice"
    SAME_WORDS = "same words"
    NEAR = "nearly the same"
    DOUBTFUL = "doubtful label"


@dataclass(frozen=True)
class Finding:
    """Something to look at: an example, what is the matter with it, and the rest in words."""

    example: Example
    kind: Kind
    note: str

    def __str__(self) -> str:
        return f"  {self.example.line:>5}  {self.kind.value:<18} {self.example.text!r}: {self.note}"


def read(folder: Path = EXAMPLES) -> list[Example]:
    """Every example of a folder, with its line."""
    return [example for path in sorted(folder.rglob("*.yml")) for example in _examples(path)]


def _examples(path: Path) -> Iterator[Example]:
    intent = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := _INTENT.match(line):
            intent = match[1]
        elif intent and (match := _EXAMPLE.fullmatch(line)):
            yield Example(path, number, intent, match[1].strip())


def repeated(examples: Sequence[Example]) -> list[Finding]:
    """Examples whose words have stood before, in the same order or in another."""
    findings = []
    exact: dict[tuple[str, ...], Example] = {}
    in_any_order: dict[tuple[str, ...], Example] = {}
    for example in examples:
        ordered = tuple(sorted(example.words))
        if before := exact.get(example.words):
            kind = Kind.TWICE if before.intent == example.intent else Kind.TWO_INTENTS
            findings.append(Finding(example, kind, f"also at {before.place}"))
        elif before := in_any_order.get(ordered):
            note = f"in another order at {before.place}: {before.text!r}"
            findings.append(Finding(example, Kind.SAME_WORDS, note))
        exact.setdefault(example.words, example)
        in_any_order.setdefault(ordered, example)
    return findings


def near(examples: Sequence[Example], vectors: Vectors) -> list[Finding]:
    """Examples that mean nearly the same as one before, the nearest of them. vectors: a unit vector each."""
    findings = []
    for start in range(0, len(examples), BLOCK):
        likeness = vectors[start : start + BLOCK] @ vectors.T
        for row in range(len(likeness)):
            before = likeness[row, : start + row]
            if before.size and before.max() >= NEAR:
                one, other = examples[start + row], examples[int(before.argmax())]
                note = f"{before.max():.2f} like {other.place} ({other.intent}): {other.text!r}"
                # The same words are a finding of their own.
                findings += [Finding(one, Kind.NEAR, note)] if sorted(one.words) != sorted(other.words) else []
    return findings


def doubtful(examples: Sequence[Example], rankings: Sequence[Sequence[tuple[str, float]]]) -> list[Finding]:
    """Examples whose label a classifier that has not seen them finds unlikely, while it is sure of another."""
    findings = []
    for example, ranking in zip(examples, rankings, strict=True):
        # A message of which nothing can be read has no ranking.
        (first, sure), own = ranking[0] if ranking else ("", 0.0), dict(ranking).get(example.intent, 0.0)
        if first != example.intent and sure > SURE and own < UNLIKELY:
            findings.append(Finding(example, Kind.DOUBTFUL, f"{first} at {sure:.0%}, its own label at {own:.1%}"))
    return findings


def table(findings: Sequence[Finding]) -> str:
    """The findings file by file, in the order of the lines."""
    ordered = sorted(findings, key=lambda one: (one.example.path, one.example.line, one.kind.value))
    lines = []
    for path, inside in groupby(ordered, key=lambda one: one.example.path):
        lines += [str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path), *map(str, inside)]
    numbers: dict[Kind, int] = defaultdict(int)
    for finding in findings:
        numbers[finding.kind] += 1
    lines.append("; ".join(f"{kind.value}: {numbers[kind]}" for kind in Kind))
    return "\n".join(lines)


def status(findings: Sequence[Finding]) -> int:
    return int(any(finding.kind is Kind.TWO_INTENTS for finding in findings))


def main() -> int:
    """Look through `data/nlu` and print what is to be looked at."""
    from evaluation.cross_validation import examined

    examples = read()
    findings = repeated(examples)
    say(f"Reading the meaning of {len(examples):,} examples, and classifying each by the others. Some minutes…")
    vectors, rankings = examined(examples, FOLDS)
    findings += near(examples, vectors) + doubtful(examples, rankings)
    print(table(findings))
    return status(findings)


if __name__ == "__main__":
    sys.exit(main())
