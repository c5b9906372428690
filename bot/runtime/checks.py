"""What must be right before the server starts. Stock Rasa only warns, then forgets every conversation."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.utils.io import read_yaml_file
from rasa.utils.endpoints import EndpointConfig

# Section of endpoints.yml -> what its class must be, and Rasa's own names for such classes.
_SECTIONS: dict[str, tuple[type, set[str]]] = {
    "tracker_store": (TrackerStore, {"in_memory", "sql", "redis", "mongod", "dynamo"}),
    "event_broker": (EventBroker, {"pika", "sql", "file", "kafka"}),
    "lock_store": (LockStore, {"in_memory", "redis"}),
}


class ConfigurationError(Exception):
    """Configuration that must not be started with. Carries one message a mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def check(endpoints: Path, credentials: Path) -> None:
    """Make sure that every class the configuration names exists and is of the right kind.

    Raises:
        ConfigurationError: with all mistakes in both files.
    """
    mistakes = [*_endpoint_mistakes(endpoints), *_channel_mistakes(credentials)]
    if mistakes:
        raise ConfigurationError(mistakes)


def _endpoint_mistakes(path: Path) -> list[str]:
    content, mistakes = _read(path)
    if content is None:
        return mistakes
    for name, (base, built_in) in _SECTIONS.items():
        section = content.get(name)
        if section is None:
            continue
        kind = EndpointConfig.from_dict(section).type if isinstance(section, dict) else None
        if not isinstance(kind, str):
            mistakes.append(f"{path}: '{name}' has no 'type'. Add one, such as 'type: {sorted(built_in)[0]}'.")
        elif "." in kind:
            mistakes += _class_mistakes(path, name, kind, base)
        elif kind.lower() not in built_in:
            known = ", ".join(sorted(built_in))
            mistakes.append(f"{path}: '{name}' has the unknown type '{kind}'. Use one of {known}, or a class path.")
    if not (content.get("action_endpoint") or {}).get("url"):
        mistakes.append(f"{path}: 'action_endpoint' has no 'url'. Without it, no question can be answered.")
    return mistakes


def _channel_mistakes(path: Path) -> list[str]:
    content, mistakes = _read(path)
    for name in content or {}:
        if "." in name:
            mistakes += _class_mistakes(path, name, name, InputChannel)
    return mistakes


def _class_mistakes(path: Path, section: str, dotted: str, base: type) -> list[str]:
    module, _, name = dotted.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except Exception as error:
        return [f"{path}: '{section}' names '{dotted}', which cannot be loaded ({error}). Correct the path."]
    if not isinstance(found, type) or not issubclass(found, base):
        return [f"{path}: '{section}' names '{dotted}', which is no {base.__name__}. Name a class that is one."]
    return []


def _read(path: Path) -> tuple[dict[str, Any] | None, list[str]]:
    if not path.exists():
        return None, [f"{path} is missing. Put it back from the repository."]
    try:
        content = read_yaml_file(path)
    except Exception as error:
        first = str(error).strip().splitlines()[0]
        return None, [f"{path} cannot be read: {first}. Check its indentation and colons."]
    if not isinstance(content, dict):
        return None, [f"{path} holds no names and values. Put it back from the repository."]
    return content, []
