"""Simulated people who talk to a bot over its REST channel, and how long they wait for its answers."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import aiohttp

Script = tuple[str, ...]
"""What one person types in one conversation, message by message."""

# A person who has waited this long has gone away: the request counts as failed.
PATIENCE_SECONDS = 15.0


@dataclass(frozen=True)
class Load:
    """How hard to work a bot.

    clients: people at the same time. messages: how many in all. seconds: how long new conversations begin.
    """

    clients: int
    messages: int
    seconds: float


@dataclass(frozen=True)
class Figures:
    """What was measured under one load.

    p50_ms and p95_ms: within how many milliseconds half and 95% of the messages had their whole answer.
    per_second: messages dealt with a second, over all clients. messages: how many were sent. failures: how many
    of them got no answer (see `answered`); they count as dealt with, since the stock bot at times says nothing.
    """

    p50_ms: float
    p95_ms: float
    per_second: float
    messages: int
    failures: int


@dataclass
class _Tally:
    waits: list[float] = field(default_factory=list)
    failures: int = 0


def answered(status: int, body: object) -> bool:
    """Whether a response holds an answer: it says something, and not that the bot could not look it up."""
    if status != 200 or not isinstance(body, list):
        return False
    failed = any((message.get("custom") or {}).get("status") == "failed" for message in body)
    return not failed and any(message.get("text") for message in body)


def measure(url: str, scripts: Sequence[Script], load: Load) -> Figures:
    """Hold conversations with the bot at this webhook, each under a new sender id, until the load is done."""
    return asyncio.run(_measure(url, scripts, load))


async def _measure(url: str, scripts: Sequence[Script], load: Load) -> Figures:
    tally = _Tally()
    started = time.perf_counter()
    conversations = _conversations(scripts, load, started + load.seconds)
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    connector = aiohttp.TCPConnector(limit=load.clients)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        await asyncio.gather(*(_talk(session, url, conversations, tally) for _ in range(load.clients)))
    elapsed = time.perf_counter() - started
    return Figures(
        p50_ms=statistics.median(tally.waits) * 1000,
        p95_ms=statistics.quantiles(tally.waits, n=20, method="inclusive")[-1] * 1000,
        per_second=len(tally.waits) / elapsed,
        messages=len(tally.waits),
        failures=tally.failures,
    )


def _conversations(scripts: Sequence[Script], load: Load, deadline: float) -> Iterator[Script]:
    """Whole conversations for all clients to take from, as many as the load allows."""
    begun = 0
    for script in itertools.cycle(scripts):
        if begun >= load.messages or time.perf_counter() > deadline:
            return
        begun += len(script)
        yield script


async def _talk(session: aiohttp.ClientSession, url: str, conversations: Iterator[Script], tally: _Tally) -> None:
    for script in conversations:
        sender = uuid.uuid4().hex
        for message in script:
            started = time.perf_counter()
            is_answered = await _send(session, url, sender, message)
            tally.waits.append(time.perf_counter() - started)
            tally.failures += not is_answered


async def _send(session: aiohttp.ClientSession, url: str, sender: str, message: str) -> bool:
    try:
        async with session.post(url, json={"sender": sender, "message": message}) as response:
            return answered(response.status, await response.json(content_type=None))
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
        return False
