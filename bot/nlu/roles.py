"""The roles that a message names, and the message as if it named the home role.

"What does a renal technologist earn?" and the same of 350 other roles are one question: what it is about does not hang
on the role. So that a role's name never changes the topic, the home role's name takes its place before the topic is
found. A name that is also the name of something else, such as a specialism, says more than a role and stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file

from bot.nlu import lookups
from bot.nlu.parts import with_parts
from bot.nlu.spelling import spelled

ROLES = "roles"
"""The message property that holds the ids of the roles named, the home role left out."""

_IN_GENERAL = "in_general"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PLURAL = re.compile(r"(?<!ic)(?<!s)s$")


def in_general(message: Message) -> str:
    """The corrected message with the home role's name in place of every other role's."""
    text = message.get(_IN_GENERAL)
    return text if text is not None else spelled(message)


class RoleNames:
    """The names of all roles, and how to find them: by whole words, the longest name first."""

    def __init__(self, words: Iterable[tuple[str, str, str]]) -> None:
        """Take the knowledge base's words, as (kind, id, form). The first role is the home role."""
        self._roles: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._kept: set[tuple[str, ...]] = set()
        self.home, self._home_name = "", ""
        for kind, thing, form in words:
            name = _words(form)
            if kind == "role":
                if not self.home:
                    self.home, self._home_name = thing, form.lower()
                self._roles[name].add(thing)
            if kind != "role" or thing == self.home:
                self._kept.add(name)
        self._longest = max(map(len, self._roles), default=0)

    def read(self, text: str) -> tuple[list[str], str]:
        """The roles that a text names besides the home role, and the text in general."""
        words = list(_WORD.finditer(text))
        plain = [match.group().lower() for match in words]
        roles: dict[str, None] = {}
        general, copied, start = "", 0, 0
        while start < len(words):
            name = self._name_at(plain, start)
            for role in sorted(self._roles.get(name, ())):
                roles[role] = None
            if name and name not in self._kept:
                general += text[copied : words[start].start()] + self._in_place_of(name)
                copied = words[start + len(name) - 1].end()
            start += len(name) or 1
        roles.pop(self.home, None)
        return list(roles), general + text[copied:]

    def _name_at(self, words: list[str], start: int) -> tuple[str, ...]:
        """The longest name that begins at a word."""
        for end in range(min(len(words), start + self._longest), start, -1):
            name = tuple(words[start:end])
            if name in self._roles:
                return name
        return ()

    def _in_place_of(self, name: tuple[str, ...]) -> str:
        return f"{self._home_name}s" if _PLURAL.search(name[-1]) else self._home_name


def _words(form: str) -> tuple[str, ...]:
    return tuple(match.group().lower() for match in _WORD.finditer(form))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class RoleReader(GraphComponent):
    """Finds the roles that a message names. Stands before whatever reads its meaning."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._names = RoleNames([])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RoleReader:
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        words = list(lookups.words(training_data))
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / "words.json", words)
        self._names = RoleNames(words)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in with_parts(messages):
            roles, general = self._names.read(spelled(message))
            message.set(ROLES, roles)
            message.set(_IN_GENERAL, general)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ANN401
    ) -> RoleReader:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._names = RoleNames(tuple(row) for row in read_json_file(folder / "words.json"))
        return component
