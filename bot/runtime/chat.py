"""`make chat`: talk to the running guide in the terminal."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
import uuid
from typing import Any

from bot.runtime.settings import SettingError, Settings


def main() -> int:
    """Read questions until the end of input or an empty Ctrl-D; print answers with their choices numbered."""
    try:
        settings = Settings.from_environment()
    except SettingError as error:
        print(error, file=sys.stderr)
        return 1
    url = f"http://{settings.host}:{settings.port}/webhooks/rest/webhook"
    sender = f"chat-{uuid.uuid4().hex}"
    print("Ask about being a clinical technologist. Ctrl-D ends the chat.")
    while True:
        try:
            text = input("\nYou:   ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        if not text:
            continue
        try:
            messages = ask(url, sender, text)
        except (OSError, ValueError):
            print(f"No guide answers at {url}. Start it with 'make run' in another terminal.", file=sys.stderr)
            return 1
        for message in messages:
            print("\n" + as_text(message))


def ask(url: str, sender: str, text: str) -> list[dict[str, Any]]:
    """Send one message and return the guide's; raises OSError when there is no guide."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 (our own address)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return list(json.load(response))
    except urllib.error.HTTPError as error:
        # A turn that failed still says something to the person.
        return list(json.load(error))


def as_text(message: dict[str, Any]) -> str:
    """A message as a terminal shows it, with numbered choices."""
    lines = [f"Guide: {message.get('text', '')}".replace("\n", "\n       ")]
    lines += [f"       [{number}] {button['title']}" for number, button in enumerate(message.get("buttons", []), 1)]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
