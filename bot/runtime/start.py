"""`make run`: bring everything up together, or say in one line why not."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from honcho.manager import Manager

from bot.runtime import training
from bot.runtime.settings import SettingError, Settings

READY_SECONDS = 180


def main() -> int:
    """Train if needed, start the action server and the Rasa server, wait for both. Ctrl-C ends all of it."""
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    settings.export()
    for port in (settings.port, settings.action_port):
        if _in_use(settings.host, port):
            print(
                f"Port {port} is in use. Stop what listens there, or set "
                f"{'GUIDE_PORT' if port == settings.port else 'GUIDE_ACTION_PORT'} to another port.",
                file=sys.stderr,
            )
            return 1
    model = training.train(settings.var)
    manager = Manager()
    actions = f"{sys.executable} -m rasa_sdk --actions actions --port {settings.action_port}"
    manager.add_process("actions", actions, env=_environment())
    manager.add_process("rasa", f"{sys.executable} -m bot.runtime.server {model}", env=_environment())
    manager.add_process("content", f"{sys.executable} -m knowledge watch", env=_environment())
    threading.Thread(target=_announce, args=(settings, manager), daemon=True).start()
    manager.loop()
    return int(manager.returncode or 0)


def _environment() -> dict[str, str]:
    # The action server speaks to the Rasa server on this machine only.
    return {**os.environ, "PYTHONPATH": str(Path.cwd()), "SANIC_HOST": "127.0.0.1", "PYTHONUNBUFFERED": "1"}


def _in_use(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _announce(settings: Settings, manager: Manager) -> None:
    rasa = f"http://{settings.host}:{settings.port}"
    deadline = time.monotonic() + READY_SECONDS
    for url in (f"http://127.0.0.1:{settings.action_port}/health", f"{rasa}/webhooks/rest/"):
        while not _answers(url):
            if time.monotonic() > deadline:
                print(f"{url} did not answer within {READY_SECONDS} seconds; stopping.", file=sys.stderr)
                manager.terminate()
                return
            time.sleep(0.2)
    print(
        f"\nThe guide is ready. Talk to it with 'make chat' in another terminal,\n"
        f"or over HTTP at {rasa}/webhooks/rest/webhook. Ctrl-C stops it.\n",
        flush=True,
    )


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=1) as response:  # noqa: S310 (our own address)
        return bool(response.status == 200)
    return False


if __name__ == "__main__":
    sys.exit(main())
