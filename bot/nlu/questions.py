"""Several questions in one message: taken apart before the topics are found, and kept apart only if that makes sense.

`QuestionSplitter` proposes, by the words: each part must look like a question by itself. `QuestionChooser` disposes,
once the topics of the parts are known: at least two must be understood, and be different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file

from bot.nlu import lookups
from bot.nlu.fact_finder import RANKING
from bot.nlu.parts import PARTS
from bot.nlu.spelling import spelled
from bot.nlu.text import spelled_out
from bot.nlu.topics import UNSURE

QUESTIONS = "questions"
"""The output property: what is known of each question, in order. Only messages with several have it."""

MAX_PARTS = 6
# What a question is about instead of the route that was named before it.
_OTHERS = frozenset({"role", "specialism", "organisation"})
# In a message that holds questions of ours, a part this likely to be one of them is one.
LIKELY = 0.25
# A part with a name of its own for a topic ("holidays", "the pay") is a question if it says little else.
NAMED_WORDS = 4

_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|\s+(?:/|\||-|–|—)\s+")
_JOINT = re.compile(
    r"\s*,?\s*\b(?:and also|and then|and|also|plus|as well as)\b(?!\s+(?:if so|more)\b)\s*|\s*&\s*|,\s+(?:or\s+)?",
    re.IGNORECASE,
)
# Where one question may run into the next without a sign: "what is the top pay how do I get there".
_RUN_ON = re.compile(
    r"(?<!\bor)(?<!\bhow)(?<!\bwhat)(?<!\bwhen)(?<!\bwhere)(?<!\bwhy)(?<!\bwho)(?<!\bthat)\s+(?="
    r"(?:how|where|when|why) (?:do|does|can|could|would|will|is|are|long|much|many|hard)\b|who (?:do|does|can|pays)\b"
    r"|(?:is|will|does) it\b|(?:is|are) there\b|(?:are|do|can|will) they\b|(?:do|can|could|will) i\b"
    r"|(?:do|can|are) you\b"
    r"|which \w+ (?:do|does|are|is|run|offer)\b)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:ok|okay|so|well|hi|hiya|hello|hey|but|also|please|thanks|thank you|oh|um|erm|and|then|just|right|cheers|"
    r"first|second|secondly|firstly|finally|lastly|another thing|one more thing|question|sorry|like|roughly|about|"
    r"exactly|basically|maybe|ps)\b[\s,:.!-]*)+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:what|how|when|where|who|whose|whom|why|which|can|could|do|does|did|is|are|am|will|would|should|shall|may|"
    r"has|have (?:you|they|i|we)|any|anything|tell me|explain|describe|show me|give me|"
    r"(?:i|we) (?:also )?(?:want|need|wanted|would like|would love) to (?:know|ask)|(?:i|we) (?:also )?wonder|"
    r"(?:please )?(?:help|list)|(?:i am |just |also )?(?:wondering|curious)|"
    r"(?:i )?(?:do not|dont|don't) know (?:if|what|how|when|where|who|why|which|whether)|"
    r"(?:i am )?(?:not sure|unsure) (?:if|what|how|when|where|who|why|which|whether)|"
    r"(?:asking|ask) (?:if|what|how|when|where|who|why|which|whether|about)|if|whether)\b",
    re.IGNORECASE,
)
# A few words with a question mark ask something, whatever they begin with ("must I be fit?", "degree needed?").
_MARKED_WORDS = 8
_DETERMINER = re.compile(r"^(?:the|any|their|your|my)\s+", re.IGNORECASE)
# The fewest words on each side of a run-on: less is a way to speak ("do you know where can i apply").
_RUN_ON_WORDS = 3


@dataclass
class _Piece:
    text: str
    new_sentence: bool


def split(text: str, topic_words: re.Pattern[str] | None = None) -> list[str]:
    """The questions that a text may hold, in order; a text that is one question comes back whole.

    A piece that does not look like a question belongs to the one before it in its sentence ("maths and physics"), or
    else to the one that follows ("I am 17. Can I apply").
    """
    questions: list[str] = []
    waiting = ""
    for piece in _pieces(text):
        if _is_question(piece.text, topic_words):
            questions.append(f"{waiting} {piece.text}".strip())
            waiting = ""
        elif questions and not piece.new_sentence:
            questions[-1] = f"{questions[-1]} and {piece.text}"
        else:
            waiting = f"{waiting} {piece.text}".strip()
    if not 2 <= len(questions) <= MAX_PARTS:
        return [text]
    if waiting:
        questions[-1] = f"{questions[-1]} {waiting}"
    return questions


def _pieces(text: str) -> list[_Piece]:
    found = []
    for sentence in _SENTENCE_END.split(text):
        pieces = [piece.strip() for piece in _JOINT.split(sentence) if piece and piece.strip(" .?!,")]
        found += [_Piece(piece, number == 0) for number, piece in enumerate(pieces)]
    return [part for piece in found for part in _run_apart(piece)]


def _run_apart(piece: _Piece) -> list[_Piece]:
    """A piece cut where a question runs into the next; each side keeps enough words to be one."""
    parts: list[str] = []
    for part in _RUN_ON.split(piece.text):
        if parts and min(len(parts[-1].split()), len(part.split())) < _RUN_ON_WORDS:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return [_Piece(part, piece.new_sentence and number == 0) for number, part in enumerate(parts)]


def _is_question(piece: str, topic_words: re.Pattern[str] | None) -> bool:
    plain = _FILLER.sub("", piece)
    words = plain.split()
    if _OPENING.match(plain) or (plain.endswith("?") and len(words) <= _MARKED_WORDS and plain.strip(" ?!.")):
        return True
    return len(words) <= NAMED_WORDS and bool(topic_words and topic_words.match(_DETERMINER.sub("", plain)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class QuestionSplitter(GraphComponent):
    """Gives a message that looks like several questions its parts. Stands before whatever reads the parts."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._topic_words: re.Pattern[str] | None = None
        self._routes: re.Pattern[str] | None = None
        self._others: re.Pattern[str] | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionSplitter:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        forms: dict[str, list[str]] = {"topic": [], "route": [], "others": []}
        for kind, _, form in lookups.words(training_data):
            group = kind if kind in forms else "others" if kind in _OTHERS else None
            if group:
                forms[group].append(form.lower())
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "words.json", forms)
        self._use(forms)
        return self._resource

    def _use(self, words: dict[str, list[str]]) -> None:
        self._topic_words = _any_of(words["topic"])
        self._routes = _any_of(words["route"])
        self._others = _any_of(words["others"])

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            questions = split(spelled_out(spelled(message)), self._topic_words)
            if len(questions) > 1:
                message.set(PARTS, [Message({TEXT: question}) for question in self._on_route(questions)])
        return messages

    def _on_route(self, questions: list[str]) -> list[str]:
        """The questions, each with the route that one before it named: "what is the STP and when does it open"."""
        route, found = "", []
        for question in questions:
            named = self._routes.search(question) if self._routes else None
            elsewhere = self._others.search(question) if self._others else None
            if named or elsewhere:
                route = named.group() if named else ""
            found.append(f"{route} {question}" if route and not named else question)
        return found

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401
    ) -> QuestionSplitter:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._use(read_json_file(folder / "words.json"))
        return component


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionChooser(GraphComponent):
    """Sets `questions` where a message holds several. Its intent is then that of the first one understood.

    Without that, the parts are forgotten: a message is one question until at least two of its parts are understood to
    be different ones.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Intents that are no questions by themselves, those that are but not ours to answer, and those that come first:
        # one of them among the parts is all that the message is about.
        return {"not_questions": [], "not_ours": [], "first": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._not_questions = frozenset(config["not_questions"]) | {UNSURE, None}
        self._not_ours = frozenset(config["not_ours"])
        self._first = frozenset(config["first"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionChooser:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            parts = message.get(PARTS, [])
            for part in parts:
                self._settle(part)
            urgent = next((part for part in parts if _intent(part) in self._first), None)
            if urgent:
                message.set(INTENT, urgent.get(INTENT), add_to_output=True)
                continue
            questions = [part for part in parts if _intent(part) not in self._not_questions]
            first = next((part for part in questions if _intent(part) not in self._not_ours), None)
            if first and len({_asked(part) for part in questions}) > 1:
                message.set(QUESTIONS, [_summary(part) for part in parts], add_to_output=True)
                message.set(INTENT, first.get(INTENT), add_to_output=True)
        return messages

    def _settle(self, part: Message) -> None:
        """A part that alone would be too unsure: beside other questions it is one of ours, if that is likely at all."""
        best = next(iter(part.get("intent_ranking") or ()), None)
        if best is None or _intent(part) != UNSURE or best["confidence"] < LIKELY:
            return
        if best["name"] not in self._not_ours | self._not_questions:
            part.set(INTENT, best, add_to_output=True)


def _intent(part: Message) -> str | None:
    name: str | None = part.get(INTENT)["name"]
    return name


def _asked(part: Message) -> tuple[str | None, ...]:
    things = (entity for entity in part.get(ENTITIES, []) if entity["entity"] not in ("topic", "term"))
    return _intent(part), *(f"{entity['entity']}:{entity['value']}" for entity in things)


def _summary(part: Message) -> dict[str, Any]:
    properties = (TEXT, INTENT, "intent_ranking", ENTITIES, RANKING)
    return {name: part.get(name) for name in properties if part.get(name) is not None}


def _any_of(forms: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})\b") if forms else None
