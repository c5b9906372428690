"""The differences of a page for people and for programs to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from knowledge.pages.compare import Difference, NewPassage, PassageChange, StatementChange
from knowledge.schema import Statement

# The id of a fact -> where an editor finds it, as file:line.
Place = Callable[[str], str]

_TITLES = {"changed": "CHANGED", "gone": "GONE", "moved": "MOVED TO ANOTHER SECTION"}


def as_text(difference: Difference, place: Place) -> str:
    """All differences, in groups. Passages of the page are quoted here and nowhere else: do not keep them."""
    lines = [
        f"{difference.page}: {difference.unchanged} statements unchanged, "
        f"{len(difference.statements)} with differences, {len(difference.new)} new passages."
    ]
    for status, title in _TITLES.items():
        found = [change for change in difference.statements if change.status == status]
        if found:
            lines += ["", title]
            lines += [line for change in found for line in _of_statement(change, place)]
    if difference.new:
        lines += ["", "NEW ON THE PAGE"]
        lines += [line for passage in difference.new for line in _of_new(passage, place)]
    if difference.others:
        lines += ["", "OTHER PASSAGES, ON WHICH NO STATEMENT RESTS"]
        lines += [f"  {line}" for change in difference.others for line in _of_passage(change)]
    if difference:
        lines += ["", "When the content says what the page says now: python -m knowledge.pages fingerprint SAVED_PAGE"]
    return "\n".join([*lines, *("\nNote: " + note for note in difference.notes)])


def _of_statement(change: StatementChange, place: Place) -> Iterator[str]:
    statement = change.statement
    alike = f", {change.similarity:.0%} alike" if change.status == "changed" else ""
    yield f"  {statement.number}. {statement.says} ({statement.section}{alike})"
    if change.status != "gone":
        for passage in change.changes:
            yield from (f"     {line}" for line in _of_passage(passage))
    yield from _facts([statement], place)


def _of_passage(change: PassageChange) -> Iterator[str]:
    where = " > ".join(change.before.headings) or "the top of the page"
    if change.status == "gone":
        yield f"a passage is gone (under {where})"
        return
    if change.status == "moved":
        yield f"from {where} to {' > '.join(change.headings) or 'the top of the page'}"
        return
    for kind, (before, after) in change.values.items():
        yield f"{kind}: {_listed(before)} → {_listed(after)}"
    if not change.values:
        yield f"the words differ, the values do not ({change.similarity:.0%} alike)"
    if change.text:
        yield f"the page says now: “{change.text}”"


def _of_new(new: NewPassage, place: Place) -> Iterator[str]:
    passage = new.passage
    yield f"  “{passage.text}” (under {' > '.join(passage.headings) or 'the top of the page'})"
    if new.values:
        yield f"     {'; '.join(f'{kind}: {_listed(values)}' for kind, values in new.values.items())}"
    yield from _facts(new.near, place, "facts beside it")


def _facts(statements: Iterable[Statement], place: Place, name: str = "facts") -> Iterator[str]:
    facts = list(dict.fromkeys(fact for statement in statements for fact in statement.facts))
    if facts:
        yield f"     {name}: {', '.join(f'{fact} ({place(fact)})' for fact in facts)}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values) or "nothing"


def as_json(difference: Difference, place: Place) -> str:
    """The same for programs, without the page's sentences, since a program's output is kept."""
    told = {
        "page": difference.page,
        "different": bool(difference),
        "unchanged": difference.unchanged,
        "statements": [
            {
                "number": change.statement.number,
                "says": change.statement.says,
                "section": change.statement.section,
                "status": change.status,
                "similarity": round(change.similarity, 3),
                "changes": [_plain(passage) for passage in change.changes],
                "facts": _places(change.statement.facts, place),
            }
            for change in difference.statements
        ],
        "new": [
            {
                "headings": new.passage.headings,
                "words": len(new.passage.text.split()),
                "values": new.values,
                "facts_beside": _places((fact for near in new.near for fact in near.facts), place),
            }
            for new in difference.new
        ],
        "others": [_plain(change) for change in difference.others],
        "notes": difference.notes,
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _plain(change: PassageChange) -> dict[str, Any]:
    return {
        "status": change.status,
        "similarity": round(change.similarity, 3),
        "from": change.before.headings,
        "to": change.headings,
        "values": {kind: {"from": before, "to": after} for kind, (before, after) in change.values.items()},
    }


def _places(facts: Iterable[str], place: Place) -> Mapping[str, str]:
    return {fact: place(fact) for fact in facts}
