"""Conversations are kept whole, and a turn loads the same however long the conversation is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime import tracker_store
from bot.runtime.tracker_store import WINDOW, EmbeddedTrackerStore

DOMAIN = Domain.from_dict(
    {
        "intents": ["pay"],
        "actions": ["action_answer"],
        "slots": {
            "context": {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]},
            "other": {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]},
        },
    }
)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedTrackerStore:
    return EmbeddedTrackerStore(DOMAIN, path=str(tmp_path / "deep" / "conversations.db"))


def load(store: EmbeddedTrackerStore) -> DialogueStateTracker:
    return asyncio.run(store.get_or_create_tracker("me", append_action_listen=False))


def add(store: EmbeddedTrackerStore, *events: Event) -> None:
    tracker = load(store)
    for event in events:
        tracker.update(event, DOMAIN)
    asyncio.run(store.save(tracker))


def turn(store: EmbeddedTrackerStore, number: int) -> None:
    add(
        store,
        UserUttered(f"question {number}", {"name": "pay", "confidence": 1.0}),
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}"),
        SlotSet("context", {"number": number}),
        ActionExecuted("action_listen"),
    )


def test_a_stranger_has_no_conversation(store: EmbeddedTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_conversation_comes_back_as_it_was(store: EmbeddedTrackerStore) -> None:
    turn(store, 1)
    assert load(store).get_slot("context") == {"number": 1}
    said = [event.text for event in load(store).events if isinstance(event, UserUttered | BotUttered)]
    assert said == ["question 1", "answer 1"]


def test_another_process_reads_what_was_saved(store: EmbeddedTrackerStore, tmp_path: Path) -> None:
    turn(store, 1)
    other = EmbeddedTrackerStore(DOMAIN, path=str(tmp_path / "deep" / "conversations.db"))
    assert load(other).get_slot("context") == {"number": 1}


def test_a_turn_that_failed_leaves_no_trace(store: EmbeddedTrackerStore) -> None:
    turn(store, 1)
    load(store).update(SlotSet("context", {"number": 99}), DOMAIN)
    assert load(store).get_slot("context") == {"number": 1}


def test_old_conversations_are_not_kept_at_hand(store: EmbeddedTrackerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker_store, "CONVERSATIONS", 2)
    for sender in "abc":
        tracker = DialogueStateTracker.from_events(sender, [ActionExecuted("action_listen")], DOMAIN.slots)
        asyncio.run(store.save(tracker))
    assert list(store._recent) == ["b", "c"]
    assert asyncio.run(store.retrieve("a")) is not None


def test_nothing_is_lost_or_doubled_in_a_long_conversation(store: EmbeddedTrackerStore) -> None:
    for number in range(100):
        turn(store, number)
    full = asyncio.run(store.retrieve_full_tracker("me"))
    assert full is not None
    asked = [event.text for event in full.events if isinstance(event, UserUttered)]
    assert asked == [f"question {number}" for number in range(100)]


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_long_conversation_loads_a_window_that_begins_with_a_turn(store: EmbeddedTrackerStore, at_hand: bool) -> None:
    for number in range(100):
        turn(store, number)
    if not at_hand:
        store._recent.clear()
    events = list(load(store).events)
    assert [event.value for event in events if isinstance(event, SlotSet)][-1] == {"number": 99}
    assert len(events) <= WINDOW + 2
    assert isinstance(next(event for event in events if not isinstance(event, SlotSet)), UserUttered)


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_slot_set_long_ago_is_still_set(store: EmbeddedTrackerStore, at_hand: bool) -> None:
    add(store, ActionExecuted("action_session_start"), SessionStarted(), SlotSet("other", "kept"))
    for number in range(100):
        turn(store, number)
    if not at_hand:
        store._recent.clear()
    assert load(store).get_slot("other") == "kept"


def test_a_new_session_forgets_the_slots_of_the_one_before(store: EmbeddedTrackerStore) -> None:
    add(store, SlotSet("other", "old"))
    add(store, ActionExecuted("action_session_start"), SessionStarted())
    for number in range(100):
        turn(store, number)
    assert load(store).get_slot("other") is None
