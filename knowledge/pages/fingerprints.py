"""What we keep of a page that is not its text: enough to see later what has changed, too little to read.

Of each passage we keep hashes of its words two by two, salted and cut short, a hash of all of them, the values that it
states, its headings and links, and which of our statements rest on it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.pages import typed
from knowledge.pages.saved import Form, Passage, SavedPage
from knowledge.problems import ContentError, Problem
from knowledge.schema import Organisation, Statement

_SHINGLE_LETTERS = 6
_EXACT_LETTERS = 16


@dataclass(frozen=True)
class Rest:
    """A statement that rests on a passage: its number, and a hash of its words in case it gets another number."""

    number: int
    words: str


@dataclass(frozen=True)
class Fingerprint:
    """One passage: `exact` tells whether its words are the same, `shingles` how alike they are but for the values."""

    exact: str
    shingles: frozenset[str]
    headings: tuple[str, ...]
    values: typed.Values
    links: tuple[str, ...]
    rests: tuple[Rest, ...] = ()

    def similarity(self, other: Fingerprint) -> float:
        """The share of word pairs that two passages have in common, from 0 to 1."""
        either = self.shingles | other.shingles
        return len(self.shingles & other.shingles) / len(either) if either else 0.0


@dataclass(frozen=True)
class PageFingerprints:
    """A whole page: as what it was saved, when an editor reviewed it, and its passages from top to bottom."""

    page: str
    form: Form
    reviewed: datetime.date
    salt: str
    title: str
    passages: tuple[Fingerprint, ...]


class Maker:
    """Makes fingerprints that can be compared with each other: with the same salt, and of the same organisations."""

    def __init__(self, salt: str, organisations: Sequence[Organisation], host: str | None) -> None:
        self._salt = salt
        self._organisations = organisations
        self._host = host

    def title(self, title: str) -> str:
        return self._hash(" ".join(_words(title)), _EXACT_LETTERS)

    def of(self, passage: Passage, statements: Iterable[Statement] = ()) -> Fingerprint:
        found = typed.typed(passage.text, self._organisations)
        words = _words(found.masked)
        pairs = [" ".join(pair) for pair in pairwise(words)] or words
        return Fingerprint(
            exact=self._hash(" ".join(_words(passage.text)), _EXACT_LETTERS),
            shingles=frozenset(self._hash(pair, _SHINGLE_LETTERS) for pair in pairs),
            headings=passage.headings,
            values=found.values,
            links=tuple(dict.fromkeys(link for link in map(self._link, passage.links) if link)),
            rests=tuple(Rest(statement.number, self.rest(statement)) for statement in statements),
        )

    def page(
        self,
        saved: SavedPage,
        page: str,
        reviewed: datetime.date,
        statements: Sequence[Statement],
        resting: Mapping[int, Sequence[int]],
    ) -> PageFingerprints:
        made = [
            self.of(passage, [statement for statement in statements if place in resting[statement.number]])
            for place, passage in enumerate(saved.passages)
        ]
        return PageFingerprints(page, saved.form, reviewed, self._salt, self.title(saved.title), tuple(made))

    def rest(self, statement: Statement) -> str:
        return self._hash(" ".join(_words(statement.says)), _EXACT_LETTERS)

    def _hash(self, words: str, letters: int) -> str:
        return hashlib.sha256(f"{self._salt} {words}".encode()).hexdigest()[:letters]

    def _link(self, address: str) -> str | None:
        """An address without what differs from one visit to another; None for one that leads nowhere else."""
        parts = urlsplit(address)
        if parts.scheme not in ("", "http", "https") or not (parts.netloc or parts.path.strip("/")):
            return None
        host = "" if parts.netloc == self._host else parts.netloc
        return f"{host}{parts.path.rstrip('/')}".casefold()


def new_salt() -> str:
    return secrets.token_hex(8)


def path_for(page: str, content: Path) -> Path:
    return content / "pages" / f"{page}.fingerprints.json"


def write(fingerprints: PageFingerprints, path: Path) -> None:
    """Write the file, a passage a line, so that a later review shows as a small change."""
    head = {
        "made by": "python -m knowledge.pages fingerprint; do not edit it here",
        "page": fingerprints.page,
        "form": fingerprints.form,
        "reviewed": fingerprints.reviewed.isoformat(),
        "salt": fingerprints.salt,
        "title": fingerprints.title,
    }
    lines = [json.dumps(_plain(passage), ensure_ascii=False) for passage in fingerprints.passages]
    text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "passages": [\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def _plain(passage: Fingerprint) -> dict[str, Any]:
    return {
        "statements": {str(rest.number): rest.words for rest in passage.rests},
        "headings": passage.headings,
        "values": passage.values,
        "links": passage.links,
        "exact": passage.exact,
        "shingles": "".join(sorted(passage.shingles)),
    }


def read(path: Path) -> PageFingerprints:
    """Read a file that `write` has written.

    Raises:
        ContentError: somebody has edited it, and it no longer says what it should.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return PageFingerprints(
            data["page"],
            data["form"],
            datetime.date.fromisoformat(data["reviewed"]),
            data["salt"],
            data["title"],
            tuple(_passage(passage) for passage in data["passages"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        mend = "Restore it, or make it anew with 'python -m knowledge.pages fingerprint'"
        raise ContentError([Problem(path.name, 1, f"these are no fingerprints of a page ({error})", mend)]) from None


def _passage(data: dict[str, Any]) -> Fingerprint:
    return Fingerprint(
        exact=data["exact"],
        shingles=frozenset(re.findall(f".{{{_SHINGLE_LETTERS}}}", data["shingles"])),
        headings=tuple(data["headings"]),
        values={kind: tuple(values) for kind, values in data["values"].items()},
        links=tuple(data["links"]),
        rests=tuple(Rest(int(number), words) for number, words in data["statements"].items()),
    )


def _words(text: str) -> list[str]:
    """The words of a text without capitals, punctuation and the kinds of apostrophes."""
    return re.findall(r"⟦\w+⟧|\w+", re.sub(r"['’‘`]", "", text.casefold()))
