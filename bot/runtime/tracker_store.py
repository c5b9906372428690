"""Conversations in SQL, with a turn that costs the same however long the conversation is.

Rasa's own store loads the whole session for each message, counts it again to save, and does both on the event
loop. This one loads the latest events and the newest value of each slot, appends what is new, and works in a
thread. It keeps the latest events of recent conversations at hand, since no other process writes to its file. The
table is Rasa's own.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import create_engine, event, func, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

# More than one turn, which is all that a rule looks at. Rasa replays them for each prediction.
WINDOW = 8
# Conversations whose latest events stay at hand.
CONVERSATIONS = 1_000
_STORED = "_events_in_store"


class EmbeddedTrackerStore(SQLTrackerStore):
    """The embedded default: a SQLite file, written ahead so that reading and writing do not wait for each other."""

    def __init__(
        self,
        domain: Domain | None = None,
        path: str = "var/conversations.db",
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, dialect="sqlite", db=path, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine: Engine = create_engine(
            f"sqlite:///{path}", future=True, poolclass=QueuePool, connect_args={"check_same_thread": False}
        )
        event.listen(self.engine, "connect", _write_ahead)
        self.sessionmaker.configure(bind=self.engine)
        self._recent: OrderedDict[str, list[Event]] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        events = self._recent.get(sender_id)
        if events is None or self.domain is None:
            return await asyncio.to_thread(self._latest, sender_id)
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(events))
        return tracker

    def _latest(self, sender_id: str) -> DialogueStateTracker | None:
        row = self.SQLEvent
        with self.session_scope() as session:
            mine = select(row.id, row.type_name, row.data).where(row.sender_id == sender_id)
            rows = session.execute(mine.order_by(row.id.desc()).limit(WINDOW)).all()[::-1]
            if not rows or self.domain is None:
                return None
            if len(rows) == WINDOW:
                rows = rows[_first_turn([row.type_name for row in rows]) :]
                rows = [*self._older_slots(session, sender_id, rows[0].id), *rows]
        events = [json.loads(stored.data) for stored in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(tracker.events))
        return tracker

    def _older_slots(self, session: Session, sender_id: str, before: int) -> Iterable[Any]:
        """The newest setting of each slot before the window, unless a later session began without it."""
        row = self.SQLEvent
        older = select(func.max(row.id)).where(row.sender_id == sender_id, row.id < before)
        started = session.execute(older.where(row.type_name == SessionStarted.type_name)).scalar() or 0
        newest = older.where(row.type_name == SlotSet.type_name, row.id > started)
        newest = newest.group_by(func.json_extract(row.data, "$.name"))
        query = select(row.id, row.type_name, row.data).where(row.id.in_(newest)).order_by(row.id)
        return list(session.execute(query))

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        # Until the events are in the file, the file's are the only ones that count.
        self._recent.pop(tracker.sender_id, None)
        await asyncio.to_thread(self._append, tracker)
        self._recent[tracker.sender_id] = _latest_of(list(tracker.events))
        if len(self._recent) > CONVERSATIONS:
            self._recent.popitem(last=False)

    def _append(self, tracker: DialogueStateTracker) -> None:
        new = list(tracker.events)[getattr(tracker, _STORED, 0) :]
        rows = [self._row(tracker.sender_id, item) for item in new]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(self.SQLEvent.__table__), rows)
        setattr(tracker, _STORED, len(tracker.events))

    @staticmethod
    def _row(sender_id: str, item: Event) -> dict[str, Any]:
        data = item.as_dict()
        return {
            "sender_id": sender_id,
            "type_name": item.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }


def _latest_of(events: list[Event]) -> list[Event]:
    """The latest events, from one that begins a turn, after the newest setting of each slot before them."""
    start = max(len(events) - WINDOW, 0)
    start += _first_turn([item.type_name for item in events[start:]]) if start else 0
    slots: dict[str, Event] = {}
    for item in events[:start]:
        if isinstance(item, SessionStarted):
            slots.clear()
        elif isinstance(item, SlotSet):
            slots[item.key] = item
    return [*slots.values(), *events[start:]]


def _first_turn(types: list[str]) -> int:
    """The position of the first event that begins a turn; 0 when none does."""
    return types.index(UserUttered.type_name) if UserUttered.type_name in types else 0


def _write_ahead(connection: Any, _: object) -> None:  # noqa: ANN401
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
