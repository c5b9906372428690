"""The steps of `config.yml` up to the topic classifier, without Rasa's graph: features once, then fold by fold."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import class_from_module_path
from rasa.shared.utils.io import read_yaml_file

from evaluation.intents import ROOT

Ranking = list[tuple[str, float]]
"""Intents and their confidences, the likeliest first."""

Classify = Callable[[Sequence[Message]], list[Ranking]]

CONFIG = ROOT / "config.yml"


@dataclass(frozen=True)
class Step:
    """A component and its configuration."""

    kind: type[Any]
    config: dict[str, Any]


class Pipeline:
    """Reads examples and makes classifiers of them, in a folder of its own."""

    def __init__(self, folder: Path, config: Path = CONFIG) -> None:
        steps = list(_steps(config))
        place = next(number for number, step in enumerate(steps) if issubclass(step.kind, IntentClassifier))
        self._before, self._classifier = steps[:place], steps[place]
        self._storage = LocalModelStorage.create(folder)
        self._readers: list[Any] = []

    def learn_features(self, data: TrainingData) -> None:
        """Train the steps before the classifier, and add the features of every example to it."""
        for number, step in enumerate(self._before):
            component = self._create(step, f"step_{number}")
            if hasattr(component, "train"):
                component.train(data)
            component.process_training_data(data)
            self._readers.append(component)

    def add_features(self, messages: Sequence[Message]) -> None:
        """What the steps before the classifier do with messages that are not training data."""
        for component in self._readers:
            component.process(list(messages))

    def fit(self, known: Sequence[Message]) -> Classify:
        """A classifier that knows these examples only, and ranks the intents of messages with features."""
        classifier = self._create(self._classifier, "classifier")
        classifier.train(TrainingData(list(known)))

        def classify(asked: Sequence[Message]) -> list[Ranking]:
            # A classifier writes its guess where the label of an example stands.
            copies = [Message(dict(message.data), features=list(message.features)) for message in asked]
            classifier.process(copies)
            return [
                [(item["name"], float(item["confidence"])) for item in copy.get("intent_ranking", [])]
                for copy in copies
            ]

        return classify

    def extractor(self, kind: type[Any], data: TrainingData) -> Any:  # noqa: ANN401
        """A component that is no part of these steps, trained on the data."""
        component = self._create(Step(kind, dict(kind.get_default_config())), kind.__name__)
        component.train(data)
        return component

    def _create(self, step: Step, name: str) -> Any:  # noqa: ANN401
        context = ExecutionContext(GraphSchema({}), node_name=name)
        return step.kind.create(step.config, self._storage, Resource(name), context)


def _steps(config: Path) -> Iterator[Step]:
    for given in read_yaml_file(config)["pipeline"]:
        name = given["name"]
        kind = class_from_module_path(name) if "." in name else DefaultV1Recipe._from_registry(name).clazz
        own = {key: value for key, value in given.items() if key != "name"}
        yield Step(kind, {**kind.get_default_config(), **own})


@contextmanager
def pipeline(config: Path = CONFIG) -> Iterator[Pipeline]:
    """A pipeline whose files are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guide-pipeline-") as folder:
        yield Pipeline(Path(folder), config)


def vocabulary(path: Path) -> TrainingData:
    """The knowledge base's words and questions, as `make knowledge` writes them."""
    return load_data(str(path))
