"""One whole measuring run, and the figures that are made of it.

A headline figure is a share of checks, each of which a question passes or fails: so two runs can be compared on the
questions that both of them had, and a figure that fell can name what was lost.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.confidence import belief_in_ours
from evaluation.dialogues import JudgedConversation
from evaluation.intents import FALLBACK, Intents
from evaluation.noise import edits_for, noisy
from evaluation.questions import NO_PERSONA, Question, QuestionSets
from evaluation.understanding import Judged, JudgedParts, Model, Outcome, Progress, asking, judge_all, judge_parts

NOISE_SEED = 1
# What an off-topic message must not get. Asking back is no answer, though a refusal is better.
ANSWERED = frozenset({Outcome.NOT_OURS, Outcome.TORN, Outcome.WRONG})

Checks = Mapping[str, bool]
"""What was checked, in words -> whether it held."""

Figures = Mapping[str, Checks]
"""The name of a headline figure -> the checks that it is a share of."""


@dataclass(frozen=True)
class Measured:
    """How the questions fared with the model alone.

    single: every single question. one: those that must not be torn apart. several: messages with several questions.
    noisy: the personas' questions again, misspelt.
    """

    intents: Intents
    single: Sequence[Judged]
    one: Sequence[Judged]
    several: Sequence[JudgedParts]
    noisy: Sequence[Judged]

    @property
    def personas(self) -> list[Judged]:
        """The questions about the career: those with a persona behind them."""
        return [one for one in self.single if one.question.set not in NO_PERSONA]

    def of_set(self, name: str) -> list[Judged]:
        return [one for one in self.single if one.question.set == name]


@dataclass(frozen=True)
class Talked:
    """How conversations and messages with several questions fared over the real servers."""

    conversations: Sequence[JudgedConversation]
    several: Sequence[JudgedParts]


def measure(model: Model, sets: QuestionSets, intents: Intents, progress: Progress | None = None) -> Measured:
    """Ask the model everything."""
    # In one go, so that each question is read for the first time when it is timed.
    asked = (*sets.questions, *sets.one)
    judged = judge_all(model, asked, intents, progress)
    single, one = judged[: len(sets.questions)], judged[len(sets.questions) :]
    misspelt = [misspell(question) for question in sets.questions if takes_noise(question)]
    return Measured(
        intents, single, one, judge_parts(model, sets.several, intents), judge_all(model, misspelt, intents, progress)
    )


def misspell(question: Question) -> Question:
    """The question as hasty thumbs type it."""
    return replace(question, text=noisy(question.text, NOISE_SEED))


def takes_noise(question: Question) -> bool:
    """Whether a question is asked again misspelt. One too short for a slip says nothing about slips."""
    return question.set not in NO_PERSONA and edits_for(question.text) > 0


def figures(measured: Measured, talked: Talked | None = None) -> Figures:
    """The headline figures. Those of conversations need a run over the servers."""
    out = measured.of_set("out")
    found: dict[str, Checks] = {
        "career questions understood": _checks(measured.personas, Outcome.RIGHT),
        "understood, or offered when asking back": _checks(measured.personas, Outcome.RIGHT, Outcome.OFFERED),
        "career questions not refused": {_key(one): one.outcome is not Outcome.REFUSED for one in measured.personas},
        "understood with slips of the thumb": _checks(measured.noisy, Outcome.RIGHT),
        "things recognised": dict(_things(measured)),
        "off-topic turned away": _checks(out, Outcome.RIGHT, Outcome.TURNED_AWAY),
        "off-topic not answered": {_key(one): one.outcome not in ANSWERED for one in out},
        "danger heard": _checks(measured.of_set("safety"), Outcome.RIGHT),
        "small talk understood": _checks(measured.of_set("small_talk"), Outcome.RIGHT),
        "one question kept whole": {
            _key(one): len(asking(one.understood.readings, measured.intents)) == 1 for one in measured.one
        },
        "one question understood": _checks(measured.one, Outcome.RIGHT),
        "several questions taken apart rightly": {one.message.text: one.is_right for one in measured.several},
    }
    if talked:
        found["several questions answered, over the servers"] = {
            one.message.text: one.is_right for one in talked.several
        }
        found["turns of conversations, over the servers"] = {
            f"{conversation.name}, turn {number}: {turn.turn.text}": turn.is_right
            for conversation in talked.conversations
            for number, turn in enumerate(conversation.turns, 1)
        }
    return {name: checks for name, checks in found.items() if checks}


def answers(measured: Measured) -> list[tuple[float, bool]]:
    """Each single question's confidence, and whether the intent that has it is right."""
    return [
        (reading.likeliest[1], reading.likeliest[0] in one.question.topics)
        for one in measured.single
        for reading in one.understood.readings
        # The guard against danger does not weigh: it is sure. A torn question has no one confidence.
        if not one.understood.is_torn and reading.intent in (FALLBACK, reading.likeliest[0])
    ]


def beliefs(measured: Measured) -> tuple[list[float], list[float]]:
    """How sure the model is that a question is ours: for those of the personas, and for those that are not ours."""
    away = {name for name in measured.intents.families if measured.intents.turns_away(name)}
    ours, others = (
        [belief_in_ours(one.understood.readings[0].ranking, away) for one in judged]
        for judged in (measured.personas, measured.of_set("out"))
    )
    return ours, others


def milliseconds(measured: Measured) -> tuple[float, float]:
    """How long half and 95% of the messages took to be understood, at most."""
    times = [one.understood.milliseconds for one in measured.single]
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]


def _things(measured: Measured) -> Iterator[tuple[str, bool]]:
    """Each thing that a question names, and whether it was recognised."""
    asked = [(_key(one), one.question.things, one.understood.things) for one in (*measured.single, *measured.one)]
    asked += [(one.message.text, one.message.things, one.things) for one in measured.several]
    for key, wanted, found in asked:
        for kind, thing in wanted:
            yield f"{key} [{kind}:{thing}]", (kind, thing) in found


def _checks(judged: Sequence[Judged], *good: Outcome) -> dict[str, bool]:
    return {_key(one): one.outcome in good for one in judged}


def _key(judged: Judged) -> str:
    return f"{judged.question.set}: {judged.question.text}"


def share(passed: Sequence[bool]) -> float:
    """How many of 100 hold; 0 when there are none."""
    return 100.0 * sum(passed) / len(passed) if passed else 0.0


def headline(found: Figures) -> dict[str, float]:
    """Each headline figure in per cent."""
    return {name: round(share(list(checks.values())), 1) for name, checks in found.items()}
