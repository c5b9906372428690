"""Questions written elsewhere, if a folder of them lies beside the project: they only ever measure.

A folder of JSON lines, each `{"turns": [{"user": text, "topic": name, "scope": name}, …]}`. Only messages that stand
alone are used, and none that are merely "out of scope": those tell little about intents.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.intents import ROOT
from evaluation.progress import say
from evaluation.questions import Question, Topics
from knowledge.problems import ContentError, Problem
from knowledge.reading import read

FOLDER = ROOT.parent / "shared" / "eval" / "dev"
TOPICS = Path(__file__).parent / "external_topics.yml"
SET = "external"
LEFT_OUT = "out_of_scope"


def folder() -> Path:
    """Where such questions lie: the folder that QUESTIONS names, or the usual place."""
    return Path(os.environ.get("QUESTIONS") or FOLDER)


def topics(intents: Collection[str], path: Path = TOPICS) -> dict[str, Topics]:
    """Their name of a topic -> our intents.

    Raises:
        ContentError: an intent that we do not have.
    """
    document = read(path, path.name)
    problems = [
        Problem(path.name, document.line((name, place)), f"there is no intent '{intent}'", "Correct its name")
        for name, accepted in document.data.items()
        for place, intent in enumerate(accepted)
        if intent not in intents
    ]
    if problems:
        raise ContentError(problems)
    return {name: tuple(accepted) for name, accepted in document.data.items()}


def load(where: Path, names: Mapping[str, Topics]) -> list[Question]:
    """The questions of every file of a folder; none when there is no such folder.

    Raises:
        ContentError: a line that cannot be read.
    """
    questions, unknown = [], set()
    for path in sorted(where.glob("*.jsonl")):
        for turn in _single_turns(path):
            name = turn["topic"]
            if name in names:
                questions.append(Question(SET, turn["user"], names[name]))
            elif name != LEFT_OUT:
                unknown.add(name)
    if unknown:
        say(f"{TOPICS.name} does not have {', '.join(sorted(unknown))}: questions about them are left out.")
    return questions


def _single_turns(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            turns = json.loads(line)["turns"]
            single = [{"user": str(turn["user"]), "topic": str(turn["topic"])} for turn in turns]
        except (ValueError, KeyError, TypeError) as error:
            wrong = f"the line is no conversation ({type(error).__name__}: {error})"
            mend = 'Write {"turns": [{"user": "…", "topic": "…", "scope": "…"}]}'
            raise ContentError([Problem(path.name, number, wrong, mend)]) from None
        if len(single) == 1:
            yield single[0]
