"""The values that a passage states: bands, hours, months, sums, organisations. They are data, not somebody's words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from knowledge.schema import Organisation

Values = dict[str, tuple[str, ...]]

_NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
}  # fmt: skip
_WORD = "|".join(_NUMBER_WORDS)
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MONTH = "|".join(calendar.month_name[1:])
_BAND = r"(?<!\d)[2-9][a-d]?(?!\w|[.,]\d)"

# Kind -> pattern, in the order in which they take their words out of a passage.
_PATTERNS: dict[str, re.Pattern[str]] = {
    "address": re.compile(r"(?:https?://|www\.)[^\s)]*[^\s).,;:?!]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(r"(?<!\w)0\d{2,4}(?:[ -]?\d{2,4}){2,3}(?!\w)"),
    "money": re.compile(rf"£\s?{_FIGURE}(?:k\b)?"),
    "percent": re.compile(rf"{_FIGURE}\s?(?:%|per cent)"),
    "month": re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\b(?:\s+\d{{4}})?"),
    "hours": re.compile(rf"\b(?:{_FIGURE}|(?:{_WORD})\b)(?=(?:\s*(?:-|–|to|or)\s*{_FIGURE})?[\s-]*(?:hours?|hrs?)\b)"),
    "year": re.compile(r"\b(?:19|20)\d{2}\b"),
    "number": re.compile(rf"(?<![\w-]){_FIGURE}(?![\w]|-[A-Z])|\b(?:{_WORD})\b", re.IGNORECASE),
}
_ONE_BAND = re.compile(_BAND)
_BANDS = re.compile(rf"\b[Bb]ands?\s+{_BAND}(?:(?:\s*(?:,|and|or|to|-|–)\s*)+(?:band\s+)?{_BAND})*")


@dataclass(frozen=True)
class Typed:
    """A passage's values by kind, each in the order of the passage, and its words with the values masked."""

    values: Values
    masked: str


def typed(text: str, organisations: Iterable[Organisation] = ()) -> Typed:
    """Take a passage apart. The same figure written otherwise (6,123 or 6123, seven or 7) is the same value."""
    found: dict[str, list[str]] = {}
    named = _organisations(text, organisations)
    if named:
        found["organisation"] = named

    def take(kind: str, written: str) -> str:
        found.setdefault(kind, []).append(_plain(kind, written))
        return f" ⟦{kind}⟧ "

    masked = _BANDS.sub(lambda bands: _ONE_BAND.sub(partial(_taken, take, "band"), bands[0]), text)
    for kind, pattern in _PATTERNS.items():
        masked = pattern.sub(partial(_taken, take, kind), masked)
    return Typed({kind: tuple(values) for kind, values in found.items()}, masked)


def _taken(take: Callable[[str, str], str], kind: str, match: re.Match[str]) -> str:
    return take(kind, match[0])


def _plain(kind: str, written: str) -> str:
    if kind in ("address", "month"):
        return re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", " ".join(written.split()))
    lower = written.lower()
    if lower in _NUMBER_WORDS:
        return str(_NUMBER_WORDS[lower])
    return lower if kind == "band" else re.sub(r"[,\s]|per cent|%", "", lower)


def _organisations(text: str, organisations: Iterable[Organisation]) -> list[str]:
    """The ids of the organisations named, in the order of the text; of names within names the longest counts."""
    names = {
        name.casefold(): organisation.id
        for organisation in organisations
        for name in (organisation.name, organisation.abbreviation, *organisation.forms)
        if name and len(name) > 2
    }
    if not names:
        return []
    longest = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    plain = text.casefold().replace("’", "'")
    return list(dict.fromkeys(names[match[0]] for match in pattern.finditer(plain)))


def changes(before: Values, after: Values) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Kind -> what is no longer there and what is there instead, for the kinds that differ."""
    differing = {}
    for kind in dict.fromkeys([*before, *after]):
        old, new = list(before.get(kind, ())), list(after.get(kind, ()))
        for value in list(old):
            if value in new:
                old.remove(value)
                new.remove(value)
        if old or new:
            differing[kind] = (tuple(old), tuple(new))
    return differing
