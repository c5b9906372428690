"""An action that fails apologises, remembers nothing, and keeps what was written out of the log."""

from __future__ import annotations

import asyncio
import logging

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import base
from actions.answer import Answer, Guide
from actions.context import Context, Turn

SECRET = "my number is 07700 900123"  # noqa: S105 (a made-up number from Ofcom's drama range)


class Failing(base.SafeAction):
    def name(self) -> str:
        return "action_failing"

    def reply(self, turn: Turn, guide: Guide) -> tuple[Answer, Context]:
        raise RuntimeError("broken")


def run(action: base.SafeAction) -> tuple[CollectingDispatcher, list[object]]:
    message = {"text": SECRET, "intent": {"name": "pay"}, "entities": [], "intent_ranking": []}
    tracker = Tracker("me", {}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    return dispatcher, list(asyncio.run(action.run(dispatcher, tracker, {})))


def test_a_failing_action_apologises(
    monkeypatch: pytest.MonkeyPatch, answering: Guide, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(base, "guide", lambda: answering)
    with caplog.at_level(logging.ERROR):
        dispatcher, events = run(Failing())
    assert dispatcher.messages[0]["text"] == base.APOLOGY
    assert events == []
    assert "action_failing failed" in caplog.text
    assert SECRET not in caplog.text


def test_a_missing_knowledge_base_apologises(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Guide:
        raise base_error

    base_error = FileNotFoundError("no database")
    monkeypatch.setattr(base, "guide", missing)
    dispatcher, _ = run(Failing())
    assert dispatcher.messages[0]["text"] == base.APOLOGY
