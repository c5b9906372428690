"""One candidate's trial, in a process of its own: `python -m evaluation.bakeoff.trial LETTER FILE`.

It learns from all examples, is asked all questions, and then says what its peak of memory was; after that it learns
again from all folds but one and is asked that one. What reads the message learns from the texts of all examples once,
without their labels. It learns on all cores, and is asked on one.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.quiet import prepare, quiet_rasa

prepare(one_thread=False)

from statistics import median  # noqa: E402

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.nlu.vocabulary import VocabularyExtractor  # noqa: E402
from bot.runtime.settings import Settings  # noqa: E402
from bot.runtime.training import VOCABULARY  # noqa: E402
from evaluation import examples  # noqa: E402
from evaluation.bakeoff import external  # noqa: E402
from evaluation.bakeoff.candidates import CANDIDATES, Candidate  # noqa: E402
from evaluation.confidence import belief_in_ours, calibration_error, refused_when_keeping  # noqa: E402
from evaluation.cross_validation import folds_of  # noqa: E402
from evaluation.intents import Intents  # noqa: E402
from evaluation.measures import misspell, share, takes_noise  # noqa: E402
from evaluation.pipeline import Classify, Pipeline, Ranking, pipeline, vocabulary  # noqa: E402
from evaluation.questions import NO_PERSONA, Known, Question, QuestionSets, load  # noqa: E402
from knowledge.queries import Knowledge  # noqa: E402

FOLDS = 3
# Whoever takes longer than this for a fold gets no other.
PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Trial:
    """What a candidate achieved; shares and errors in per cent.

    held_out: right on held-out examples, over so many folds. questions: right on the career questions; misspelt: on
    the same with slips. refused: off-topic messages at the threshold that keeps 95% of the career questions.
    calibration_error: in points. things: recognised, by the extractor that we use. external: right on questions
    written elsewhere, if there are any.
    """

    letter: str
    name: str
    examples: int
    folds: int
    held_out: float
    questions: float
    misspelt: float
    refused: float
    calibration_error: float
    things: float
    milliseconds: float
    training_seconds: float
    peak_megabytes: float
    external: float | None


def run(candidate: Candidate, every: int = 1) -> Trial:
    """The whole trial of a candidate. every: take only each such example, to see whether it runs."""
    quiet_rasa()
    var = Settings.from_environment().var
    intents = Intents.read()
    knowledge = Knowledge(var / "knowledge.db")
    sets = load(Known.of(intents, knowledge))
    elsewhere = external.load(external.folder(), external.topics(tuple(intents.families)))
    messages = [Message.build(example.text, example.intent) for example in examples.read()[::every]]
    given = vocabulary(var / VOCABULARY)
    own = list(given.intent_examples)[::every]
    # What facts say is there to find facts by. As patterns, it would only slow the stock pipeline down.
    kinds = {kind for kind, _, _ in knowledge.words()}
    words = [table for table in given.lookup_tables if table["name"].partition(":")[0] in kinds]
    data = TrainingData([*messages, *own], lookup_tables=words)
    with pipeline(candidate.config) as steps:
        started = time.perf_counter()
        steps.learn_features(data)
        classify = candidate.fit(steps, data.intent_examples)
        training_seconds = time.perf_counter() - started
        career = [*(one for one in sets.questions if one.set not in NO_PERSONA), *sets.one]
        off_topic = sets.single.get("out", ())
        misspelt = [misspell(one) for one in career if takes_noise(one)]
        with _one_core():
            asked = _Asked(steps, classify, [*sets.questions, *sets.one, *misspelt, *elsewhere])
        peak = _peak_megabytes()
        held_out, folds = _held_out(candidate, steps, messages, own)
        away = {name for name in intents.families if intents.turns_away(name)}
        ours, others = (
            [belief_in_ours(asked.rankings[one.text], away) for one in questions] for questions in (career, off_topic)
        )
        return Trial(
            letter=candidate.letter,
            name=candidate.name,
            examples=len(data.intent_examples),
            folds=folds,
            held_out=held_out,
            questions=asked.right(career),
            misspelt=asked.right(misspelt),
            refused=100 * refused_when_keeping(ours, others).refused,
            calibration_error=calibration_error(asked.answers(sets.questions)),
            things=_things(steps, data, sets),
            milliseconds=median(asked.milliseconds),
            training_seconds=training_seconds,
            peak_megabytes=peak,
            external=asked.right(elsewhere) if elsewhere else None,
        )


class _Asked:
    """Questions asked one at a time, once each: the rankings of intents, and how long each took."""

    def __init__(self, steps: Pipeline, classify: Classify, questions: Iterable[Question]) -> None:
        def ask(text: str) -> Ranking:
            message = Message({TEXT: text})
            steps.add_features([message])
            return classify([message])[0]

        # What is loaded with the first message is part of the start.
        ask("hello")
        self.rankings: dict[str, Ranking] = {}
        self.milliseconds: list[float] = []
        for text in dict.fromkeys(question.text for question in questions):
            started = time.perf_counter()
            self.rankings[text] = ask(text)
            self.milliseconds.append((time.perf_counter() - started) * 1000)

    def is_right(self, question: Question) -> bool:
        ranking = self.rankings[question.text]
        return bool(ranking) and ranking[0][0] in question.topics

    def right(self, questions: Iterable[Question]) -> float:
        return share([self.is_right(question) for question in questions])

    def answers(self, questions: Iterable[Question]) -> list[tuple[float, bool]]:
        """The confidence of each answer, and whether it is right."""
        return [
            (self.rankings[question.text][0][1], self.is_right(question))
            for question in questions
            if self.rankings[question.text]
        ]


@contextmanager
def _one_core() -> Iterator[None]:
    """One core for all threads of this process, where the system can do that; afterwards all of them again."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    every = os.sched_getaffinity(0)
    _run_on({max(every)})
    yield
    _run_on(every)


def _run_on(cores: set[int]) -> None:
    for thread in Path("/proc/self/task").iterdir():
        # A thread may end while we look.
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cores)


def _held_out(
    candidate: Candidate, steps: Pipeline, messages: Sequence[Message], own: Sequence[Message]
) -> tuple[float, int]:
    """Right on held-out examples in per cent, and over how many folds. `own` examples are known in each of them."""
    right: list[bool] = []
    labels = [str(message.get(INTENT)) for message in messages]
    folds = 0
    for known, held_out in folds_of(labels, FOLDS):
        started = time.perf_counter()
        classify = candidate.fit(steps, [*(messages[i] for i in known), *own])
        rankings = classify([messages[i] for i in held_out])
        right += [bool(found) and found[0][0] == labels[i] for i, found in zip(held_out, rankings, strict=True)]
        folds += 1
        if time.perf_counter() - started > PATIENCE_SECONDS:
            break
    return share(right), folds


def _things(steps: Pipeline, data: TrainingData, sets: QuestionSets) -> float:
    """The things that the questions name and our extractor finds, after the steps of a candidate."""
    with pipeline() as ours:
        extractor = ours.extractor(VocabularyExtractor, data)
    asked = [(one.text, one.things) for one in (*sets.questions, *sets.one)]
    asked += [(one.text, one.things) for one in sets.several]
    found = []
    for text, things in asked:
        message = Message({TEXT: text})
        steps.add_features([message])
        extractor.process([message])
        named = {(entity["entity"], str(entity["value"])) for entity in message.get(ENTITIES, [])}
        found += [thing in named for thing in things]
    return share(found)


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main(letter: str, file: Path, every: int = 1) -> None:
    candidate = next(one for one in CANDIDATES if one.letter == letter)
    file.write_text(json.dumps(asdict(run(candidate, every))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
