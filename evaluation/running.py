"""The guide as people meet it: both servers, really running, on ports of their own. The tests use it too."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 120


@dataclass
class RunningGuide:
    """A started guide: where it listens, its process, and the file with everything that it printed."""

    port: int
    action_port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/rest/webhook"

    def post(self, body: bytes, timeout: float = 30.0) -> tuple[int, Any]:
        """Post raw bytes to the REST channel: HTTP status and decoded JSON."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url, body, headers)  # noqa: S310 (our own address)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def person(self) -> Person:
        return Person(self)


@dataclass
class Person:
    """Somebody who talks to the guide, in one conversation."""

    guide: RunningGuide
    sender: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex}")

    def say(self, text: str) -> Reply:
        status, messages = self.guide.post(json.dumps({"sender": self.sender, "message": text}).encode())
        return Reply(status, messages)


@dataclass
class Reply:
    """What the guide said to one message."""

    status: int
    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(message.get("text", "") for message in self.messages)

    @property
    def titles(self) -> list[str]:
        return [button["title"] for message in self.messages for button in message.get("buttons", [])]

    @property
    def facts(self) -> list[str]:
        return [fact for message in self.messages for fact in message.get("custom", {}).get("facts", [])]

    @property
    def outcome(self) -> str | None:
        """What an action says of its answer (answered, unknown, asked_back, …); None for a fixed reply."""
        return next((message["custom"].get("status") for message in self.messages if message.get("custom")), None)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """Each question that was answered: its topic, and its things as `kind:id`."""
        return [asked for message in self.messages for asked in message.get("custom", {}).get("questions", [])]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, action_port: int) -> dict[str, str]:
    """The environment of a guide that keeps what it makes in a folder of its own."""
    return {
        **os.environ,
        "GUIDE_PORT": str(port),
        "GUIDE_ACTION_PORT": str(action_port),
        "GUIDE_VAR": str(folder),
        "PYTHONWARNINGS": "ignore",
    }


@contextmanager
def running_guide(folder: Path) -> Iterator[RunningGuide]:
    """Start the guide on the built knowledge base and the trained model; stop all of it at the end."""
    for part in ("knowledge.db", "training/vocabulary.yml"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "var" / part, folder / part)
    port, action_port, log = free_port(), free_port(), folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.runtime.start"],
            cwd=ROOT,
            env=environment(folder, port, action_port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, log)
        yield RunningGuide(port, action_port, process, log)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while b"The guide is ready" not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the guide did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.2)
