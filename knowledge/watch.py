"""Edits go live while the guide runs: the database is rebuilt whenever a content file was saved.

A file that cannot be loaded changes nothing: the last good content keeps serving, and the log says what to mend.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import watchfiles

from knowledge import store, vocabulary
from knowledge.content import Content
from knowledge.facts import SourcedFact
from knowledge.problems import ContentError
from knowledge.queries import Knowledge

logger = logging.getLogger(__name__)

# Some file systems tell nobody about changes (network shares, folders shared with a container): look this often too.
LOOK_SECONDS = 1.0
SHOWN = 5

Signature = dict[Path, tuple[int, int]]


def watch(folder: Path, database: Path, trained: Path, stop: threading.Event) -> None:
    """Keep the database like the content folder until told to stop. `trained` is the vocabulary of the model."""
    live = LiveContent(folder, database, trained)
    live.refresh()
    logger.info("Watching %s: what is saved there is live within seconds.", folder)
    for _ in _wakes(folder, stop):
        live.refresh()


def _wakes(folder: Path, stop: threading.Event) -> Iterator[None]:
    """When to look: at each change, and every second."""
    milliseconds = int(LOOK_SECONDS * 1000)
    try:
        for _ in watchfiles.watch(
            folder,
            stop_event=stop,
            debounce=300,
            rust_timeout=milliseconds,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            yield
    except (OSError, RuntimeError) as error:
        # Too many watchers on this machine, for example. The folder is small: looking at it costs next to nothing.
        logger.info("Changes are not announced here (%s): looking every second instead.", error)
        while not stop.wait(LOOK_SECONDS):
            yield


class LiveContent:
    """A content folder and the database made of it, rebuilt when a file is no longer what it was."""

    def __init__(self, folder: Path, database: Path, trained: Path) -> None:
        self._folder = folder
        self._database = database
        # Read now: a later 'make knowledge' rewrites the file, but the running model knows these words.
        self._trained = vocabulary.read(trained) if trained.exists() else None
        self._seen: Signature | None = None
        self._facts: dict[str, SourcedFact] | None = None
        self._untrained: list[str] = []

    def refresh(self) -> None:
        """Rebuild the database if a file has changed. Never raises: whatever is wrong is logged."""
        now = _signature(self._folder)
        if now == self._seen:
            return
        self._seen = now
        try:
            content = store.build(self._folder, self._database)
        except ContentError as error:
            logger.warning("%s\nThe guide goes on with what it knew before.", error)
            return
        except Exception as error:  # a full disk or a locked database may be over the next time we look
            logger.error("The content could not be stored (%s). Trying again.", error)
            self._seen = None
            return
        self._tell_what_is_live(content)
        self._tell_what_needs_training()

    def _tell_what_is_live(self, content: Content) -> None:
        before, self._facts = self._facts, _without_places(content)
        if before is None:
            return
        told = []
        for name, identifiers in (
            ("changed", [fact for fact in self._facts if fact in before and self._facts[fact] != before[fact]]),
            ("new", [fact for fact in self._facts if fact not in before]),
            ("gone", [fact for fact in before if fact not in self._facts]),
        ):
            if identifiers:
                told.append(f"{name}: {_some(identifiers)}")
        logger.info("The saved content is live. %s.", f"Facts {'; '.join(told)}" if told else "No fact has changed")

    def _tell_what_needs_training(self) -> None:
        if self._trained is None:
            return
        differing = list(_differing(self._trained, vocabulary.words(Knowledge(self._database))))
        if differing and differing != self._untrained:
            logger.warning(
                "Training is needed for the words of %s. 'make run' trains at its next start. "
                "Until then, the guide understands the words it knew before; facts are live now.",
                _some(differing),
            )
        self._untrained = differing


def _signature(folder: Path) -> Signature:
    """What tells whether a file was saved since: its time and size."""
    found: Signature = {}
    for path in folder.rglob("*.yml"):
        try:
            status = path.stat()
        except OSError:  # an editor that saves replaces the file, and for a moment there is none
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _without_places(content: Content) -> dict[str, SourcedFact]:
    """The facts by their ids, without file and place: moving a fact changes nothing that it says."""
    return {fact.id: replace(fact, file="", location=()) for fact in content.facts}


def _differing(trained: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[str]:
    """What the model was trained on and is gone, or was not and is new, section by section."""
    for name in dict.fromkeys([*trained, *now]):
        if name.startswith(f"{vocabulary.TEXT}:"):
            continue
        before, after = set(trained.get(name, ())), set(now.get(name, ()))
        for change, words in (("new", after - before), ("gone", before - after)):
            if words:
                yield f"{name} ({change}: {_some(sorted(words))})"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
