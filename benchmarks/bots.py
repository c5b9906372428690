"""The two bots that we compare: how each is made, started and ended."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import answered
from benchmarks.processes import running

HERE = "127.0.0.1"
INIT_SECONDS = 600.0
READY_SECONDS = 180.0
POLL_SECONDS = 0.1
LOG_LINES = 20


class BotError(Exception):
    """A bot could not be made or started; the text says why, with the end of its log."""


@dataclass(frozen=True)
class Bot:
    """A bot that answers.

    webhook: where to post messages. processes: ids of its processes. start_seconds: from starting its first
    process to its first answer.
    """

    webhook: str
    processes: tuple[int, ...]
    start_seconds: float


def make_stock(folder: Path) -> None:
    """Make the bot of `rasa init` in a folder, and train it there.

    Raises:
        BotError: Rasa did not train a model.
    """
    folder.mkdir()
    log = folder / "init.log"
    with running([sys.executable, "-m", "rasa", "init", "--no-prompt"], folder, _environment(), log) as process:
        try:
            process.wait(INIT_SECONDS)
        except subprocess.TimeoutExpired:
            raise BotError(f"'rasa init' took more than {INIT_SECONDS:.0f} seconds.\n{_end_of(log)}") from None
    if not list((folder / "models").glob("*.tar.gz")):
        raise BotError(f"'rasa init' made no model.\n{_end_of(log)}")


@contextmanager
def stock(folder: Path) -> Iterator[Bot]:
    """The stock bot that was made in this folder, on a free port, as `rasa run` starts it."""
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--interface", HERE, "--port", str(port)]
    log = folder / "run.log"
    started = time.perf_counter()
    with running(command, folder, _environment(), log) as server:
        yield _ready(_webhook(port), started, [server], [log])


@contextmanager
def ours(folder: Path, root: Path, model: Path, database: Path) -> Iterator[Bot]:
    """The guide of a repository, on free ports; it keeps what it makes in this folder.

    root: the repository. model: its dialogue model. database: its knowledge base, of which it gets a copy.
    """
    folder.mkdir()
    shutil.copy(database, folder / "knowledge.db")
    port, action_port = free_port(), free_port()
    environment = {
        **_environment(),
        "GUIDE_HOST": HERE,
        "GUIDE_PORT": str(port),
        "GUIDE_ACTION_PORT": str(action_port),
        "GUIDE_VAR": str(folder),
        "PYTHONPATH": str(root),
        "SANIC_HOST": HERE,
    }
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port)]
    guide = [sys.executable, "-m", "bot.runtime.server", str(model)]
    logs = [folder / "actions.log", folder / "guide.log"]
    started = time.perf_counter()
    with (
        running(actions, root, environment, logs[0]) as action_server,
        running(guide, root, environment, logs[1]) as server,
    ):
        yield _ready(_webhook(port), started, [action_server, server], logs)


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONUNBUFFERED": "1"}


def _webhook(port: int) -> str:
    return f"http://{HERE}:{port}/webhooks/rest/webhook"


def _ready(webhook: str, started: float, processes: Collection[subprocess.Popen[bytes]], logs: Collection[Path]) -> Bot:
    """Wait for the first answer.

    Raises:
        BotError: a process ended before it, or it did not come in time.
    """
    while not _says_hello(webhook):
        log = "\n".join(_end_of(log) for log in logs)
        if any(process.poll() is not None for process in processes):
            raise BotError(f"The bot at {webhook} ended before it answered.\n{log}")
        if time.perf_counter() - started > READY_SECONDS:
            raise BotError(f"The bot at {webhook} did not answer within {READY_SECONDS:.0f} seconds.\n{log}")
        time.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - started
    return Bot(webhook, tuple(process.pid for process in processes), seconds)


def _says_hello(webhook: str) -> bool:
    body = json.dumps({"sender": "start", "message": "hi"}).encode()
    request = urllib.request.Request(webhook, body, {"Content-Type": "application/json"})  # noqa: S310 (our own address)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return answered(response.status, json.load(response))
    except (OSError, ValueError):
        return False


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
