"""Train the dialogue model when anything that it depends on has changed, and only then."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bot.runtime.settings import Settings
from knowledge.problems import ContentError, Problem
from knowledge.reading import MAX_BYTES, read

MODELS = Path("models")
VOCABULARY = Path("training/vocabulary.yml")
MAX_WRITTEN_BYTES = 50_000_000
KEEP = 3
_FILES = ("config.yml", "uv.lock")
_FOLDERS = ("domain", "data", "bot/nlu")


def model_for(var: Path, root: Path = Path()) -> Path:
    """The model file that belongs to the files as they are: its name is a hash of their content."""
    digest = hashlib.sha256()
    for path in sorted(_inputs(root)):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update((var / VOCABULARY).read_bytes())
    return root / MODELS / f"guide-{digest.hexdigest()[:16]}.tar.gz"


def _inputs(root: Path) -> Iterator[Path]:
    yield from (root / name for name in _FILES)
    for folder in _FOLDERS:
        yield from (
            path for path in (root / folder).rglob("*") if path.is_file() and path.suffix in {".yml", ".py", ".txt"}
        )


def check(var: Path, root: Path = Path()) -> None:
    """Make sure that what Rasa is going to read can be read: its own words about a broken file are many.

    Raises:
        ContentError: with a line for each file that is no YAML.
    """
    problems: list[Problem] = []
    written = var / VOCABULARY
    for path in sorted([*_inputs(root), written]):
        if path.suffix == ".yml":
            try:
                # The vocabulary is written, not edited: it grows with the number of roles.
                read(path, path.as_posix(), MAX_WRITTEN_BYTES if path == written else MAX_BYTES)
            except ContentError as error:
                problems += error.problems
    if problems:
        raise ContentError(problems)


def train(var: Path) -> Path:
    """Train if there is no model for the files as they are; returns its path.

    Raises:
        SystemExit: a file cannot be read, or training failed, with what to mend.
    """
    model = model_for(var)
    if model.exists():
        print(f"The model is up to date ({model.name}).", flush=True)
        return model
    try:
        check(var)
    except ContentError as error:
        sys.exit(str(error))
    print("Training the model. This takes a minute or two…", flush=True)
    started = time.monotonic()
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # Rasa's bars are redrawn for every rule and fill a log; the names of the steps are progress enough.
    os.environ.setdefault("TQDM_DISABLE", "1")
    # Rasa is slow to import: only when there is something to train.
    from rasa.model_training import train as rasa_train
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(warn_only_once=True)
    configure_structlog()
    result = rasa_train(
        domain="domain",
        config="config.yml",
        training_files=["data", str(var / VOCABULARY)],
        output=str(MODELS),
        fixed_model_name=model.name.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.code or not model.exists():
        sys.exit("Training failed. The lines above say why. The last good model stays in models/.")
    print(f"Trained {model.name} in {time.monotonic() - started:.0f} seconds.", flush=True)
    _forget_old(model)
    return model


def _forget_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("guide-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEEP:]:
        old.unlink()


if __name__ == "__main__":
    train(Settings.from_environment().var)
