"""The question sets, read and checked. `questions/README.md` says what they are; they never train anything.

Most files hold single questions: one file a persona, and one each of small talk, of what is not ours, of danger. Three
have shapes of their own: messages with two questions, messages with one that look like two, and conversations.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from actions.context import Named
from evaluation.intents import Intents
from knowledge.problems import ContentError, Problem
from knowledge.queries import Knowledge
from knowledge.reading import Document, Location

FOLDER = Path(__file__).parent / "questions"
TWO_QUESTIONS, ONE_QUESTION, CONVERSATIONS = "two_questions", "one_question", "conversations"
# Files of single questions that have no persona behind them.
NO_PERSONA = ("small_talk", "out", "safety")

Topics = tuple[str, ...]
"""The intents that a reasonable listener would accept, best first."""

Read = TypeVar("Read")


@dataclass(frozen=True)
class Known:
    """What a question set may name: intents, and things as `kind:id`."""

    intents: Collection[str]
    things: Collection[str]

    @classmethod
    def of(cls, intents: Intents, knowledge: Knowledge) -> Known:
        return cls(tuple(intents.families), {f"{kind}:{thing}" for kind, thing, _ in knowledge.words()})


@dataclass(frozen=True)
class Question:
    """Something a person asks: in which set it stands, what it may be taken for, and the things that it names."""

    set: str
    text: str
    topics: Topics
    things: tuple[Named, ...] = ()


@dataclass(frozen=True)
class SeveralQuestions:
    """A message with several questions: what each may be taken for, in their order, and the things that it names."""

    text: str
    parts: tuple[Topics, ...]
    things: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """What one person says, turn by turn; each turn's topics are those in the light of what was said before."""

    name: str
    turns: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionSets:
    """Everything that the guide is measured by.

    single: set -> its questions. one: messages that must not be torn apart. several: messages that must be.
    """

    single: dict[str, tuple[Question, ...]]
    one: tuple[Question, ...]
    several: tuple[SeveralQuestions, ...]
    conversations: tuple[Conversation, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every single question, set by set."""
        return tuple(question for questions in self.single.values() for question in questions)


def load(known: Known, folder: Path = FOLDER) -> QuestionSets:
    """Read every file of a folder.

    Raises:
        ContentError: with each mistake of all files: where it stands, what is wrong and how to mend it.
    """
    reader = _Reader(known)
    paths = sorted(folder.glob("*.yml"))
    documents = {path.stem: document for path in paths if (document := reader.document(path))}
    sets = QuestionSets(
        single={
            name: tuple(reader.questions(document))
            for name, document in documents.items()
            if name not in (TWO_QUESTIONS, ONE_QUESTION, CONVERSATIONS)
        },
        one=tuple(reader.each(documents, ONE_QUESTION, reader.questions)),
        several=tuple(reader.each(documents, TWO_QUESTIONS, reader.several)),
        conversations=tuple(reader.each(documents, CONVERSATIONS, reader.conversations)),
    )
    if not paths:
        reader.problems.append(Problem(folder.name, 1, "the folder holds no question sets", "Put its files back"))
    if reader.problems:
        raise ContentError(reader.problems)
    return sets


class _Reader:
    """Reads files and collects what is wrong with them, so that one run tells an editor everything."""

    def __init__(self, known: Known) -> None:
        self.problems: list[Problem] = []
        self._known = known

    def document(self, path: Path) -> Document | None:
        """A parsed file, or None when it is no YAML."""
        text = path.read_text(encoding="utf-8")
        try:
            # The quick parser in C takes no colon inside "[kind:id]", which YAML 1.2 allows.
            return Document(f"{path.parent.name}/{path.name}", YAML(typ="safe", pure=True).load(text), text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            wrong, mend = str(error.problem), "Check the indentation, and quote text that holds a colon or a hash"
        except YAMLError as error:
            line, wrong, mend = 1, str(error).splitlines()[0], "Correct it"
        name = f"{path.parent.name}/{path.name}"
        self.problems.append(Problem(name, line, f"this is not valid YAML: {wrong}", mend))
        return None

    def each(
        self, documents: dict[str, Document], name: str, read: Callable[[Document], Iterator[Read]]
    ) -> Iterator[Read]:
        """What a file of this name holds; nothing when there is no such file."""
        if name in documents:
            yield from read(documents[name])

    def questions(self, document: Document) -> Iterator[Question]:
        yield from self._questions(document, document.data, (), "text")

    def several(self, document: Document) -> Iterator[SeveralQuestions]:
        for place, entry in self._entries(document, document.data, (), {"text", "parts", "things"}):
            parts = self._list(document, entry, "parts", place)
            if len(parts) < 2:
                self._wrong(document, (*place, "parts"), "there are fewer than 2 'parts'", "Give the topics of each")
            topics = [self._topics(document, part, (*place, "parts", n)) for n, part in enumerate(parts)]
            things = self._things(document, entry, place)
            yield SeveralQuestions(self._text(document, entry, "text", place), tuple(topics), things)

    def conversations(self, document: Document) -> Iterator[Conversation]:
        if not isinstance(document.data, dict):
            self._wrong(document, (), "the file is not a mapping of names to turns", "Give each conversation a name")
            return
        for name, turns in document.data.items():
            yield Conversation(str(name), tuple(self._questions(document, turns, (name,), "user")))

    def _questions(self, document: Document, data: object, place: Location, says: str) -> Iterator[Question]:
        seen: set[str] = set()
        for where, entry in self._entries(document, data, place, {says, "topics", "things"}):
            text = self._text(document, entry, says, where)
            # In a conversation, people do say the same thing twice.
            if text in seen and says == "text":
                self._wrong(document, (*where, says), f"{text!r} stands twice", "Keep one of the two")
            seen.add(text)
            topics = self._topics(document, entry.get("topics"), (*where, "topics"))
            yield Question(Path(document.name).stem, text, topics, self._things(document, entry, where))

    def _entries(
        self, document: Document, data: object, place: Location, keys: set[str]
    ) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
        """Each entry of a list that is a mapping with no other keys than these, and where it stands."""
        if not isinstance(data, list):
            self._wrong(document, place, "this is not a list", "Begin each entry with a hyphen")
            return
        for number, entry in enumerate(data):
            where = (*place, number)
            if not isinstance(entry, dict):
                self._wrong(document, where, "the entry is not a mapping", f"Give it {_listed(keys)}")
                continue
            for key in set(entry) - keys:
                self._wrong(document, (*where, key), f"there is no key '{key}'", f"Use {_listed(keys)}")
            yield where, entry

    def _text(self, document: Document, entry: dict[str, Any], key: str, place: Location) -> str:
        text = entry.get(key)
        if isinstance(text, str) and text.strip():
            return text
        self._wrong(document, (*place, key), f"'{key}' is {text!r} and not text", "Write it, in quotation marks")
        return ""

    def _list(self, document: Document, entry: dict[str, Any], key: str, place: Location) -> list[Any]:
        found = entry.get(key)
        if isinstance(found, list):
            return found
        self._wrong(document, (*place, key), f"'{key}' is not a list", f"Write it as '{key}: [one, another]'")
        return []

    def _topics(self, document: Document, topics: object, place: Location) -> Topics:
        if not isinstance(topics, list) or not topics:
            self._wrong(document, place, "there are no topics", "Name the intents that are acceptable, best first")
            return ()
        for number, topic in enumerate(topics):
            if topic not in self._known.intents:
                wrong = f"there is no intent '{topic}'"
                self._wrong(document, (*place, number), wrong, _suggest(str(topic), self._known.intents))
        return tuple(map(str, topics))

    def _things(self, document: Document, entry: dict[str, Any], place: Location) -> tuple[Named, ...]:
        things = self._list(document, entry, "things", place) if "things" in entry else []
        named = []
        for number, thing in enumerate(map(str, things)):
            if thing not in self._known.things:
                wrong = f"there is no thing '{thing}'"
                self._wrong(document, (*place, "things", number), wrong, _suggest(thing, self._known.things))
            kind, _, identifier = thing.partition(":")
            named.append((kind, identifier))
        return tuple(named)

    def _wrong(self, document: Document, place: Location, wrong: str, mend: str) -> None:
        self.problems.append(Problem(document.name, document.line(place), wrong, mend))


def _listed(keys: Collection[str]) -> str:
    return ", ".join(f"'{key}'" for key in sorted(keys))


def _suggest(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"Did you mean '{close[0]}'?" if close else "Use one that the knowledge base or the domain has"
