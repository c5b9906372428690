"""Conversations over the real servers, with assertions on the text that a person reads.

Each case in `cases/` is a list of turns: `user` says something, and the reply must hold every text of `says` and
none of `never` (small and capital letters alike), offer every title of `offers`, and rest on every fact of `facts`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from evaluation.running import Person

_CASES = Path(__file__).parent / "cases"
_KEYS = {"user", "says", "never", "offers", "facts"}


def _cases() -> list[Any]:
    return [
        pytest.param(turns, id=f"{path.stem}: {name}")
        for path in sorted(_CASES.glob("*.yml"))
        for name, turns in YAML(typ="safe").load(path).items()
    ]


@pytest.mark.parametrize("turns", _cases())
def test_conversation(person: Person, turns: list[dict[str, Any]]) -> None:
    for turn in turns:
        assert set(turn) <= _KEYS, f"a turn has unknown keys: {turn}"
        assert len(turn) > 1, f"a turn asserts nothing: {turn}"
        reply = person.say(turn["user"])
        said = reply.text.lower()
        for text in turn.get("says", []):
            assert text.lower() in said, f"{turn['user']!r} was answered: {reply.text}"
        for text in turn.get("never", []):
            assert text.lower() not in said, f"{turn['user']!r} was answered: {reply.text}"
        assert set(turn.get("offers", [])) <= set(reply.titles), f"{turn['user']!r} offered {reply.titles}"
        assert set(turn.get("facts", [])) <= set(reply.facts), f"{turn['user']!r} rested on {reply.facts}: {reply.text}"
