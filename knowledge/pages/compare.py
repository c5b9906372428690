"""What has changed on a page since an editor last reviewed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Literal

from knowledge.pages import typed
from knowledge.pages.fingerprints import Fingerprint, Maker, PageFingerprints, Rest
from knowledge.pages.saved import Passage, SavedPage, UnusablePageError
from knowledge.schema import Statement

# Passages that share fewer of their word pairs are two passages, not one that was changed.
ALIKE = 0.4
# Being under the same heading counts for something where passages are about equally alike.
_SAME_HEADING = 0.05
# A page with another title is the same page when at least so much of it is still there.
SAME_PAGE = 0.3

Status = Literal["changed", "gone", "moved"]


@dataclass(frozen=True)
class PassageChange:
    """One passage that is not as it was. `text` is what the page says now: None where it says it no longer.

    `values` are the kinds of values that differ, each with what was there and what is there now.
    """

    status: Status
    similarity: float
    before: Fingerprint
    text: str | None = None
    headings: tuple[str, ...] = ()
    values: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class StatementChange:
    """A statement of ours with what has changed below it. One whose every passage is gone is gone itself."""

    statement: Statement
    status: Status
    changes: tuple[PassageChange, ...]
    similarity: float


@dataclass(frozen=True)
class NewPassage:
    """What the page did not say before, and our statements about what stands beside it in its section."""

    passage: Passage
    values: typed.Values
    near: tuple[Statement, ...]


@dataclass(frozen=True)
class Difference:
    """All differences of a saved page from the fingerprints. `notes` say what could not be compared."""

    page: str
    unchanged: int
    statements: tuple[StatementChange, ...]
    new: tuple[NewPassage, ...]
    others: tuple[PassageChange, ...]
    notes: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.statements or self.new or self.others)


def is_same_page(saved: SavedPage, stored: PageFingerprints, maker: Maker) -> bool:
    """Whether a saved page is the one that was fingerprinted, however much of it has changed."""
    return maker.title(saved.title) == stored.title or share_found(saved, stored, maker) >= SAME_PAGE


def share_found(saved: SavedPage, stored: PageFingerprints, maker: Maker) -> float:
    """How much of the fingerprinted page a saved page still has."""
    pairs = _matched(stored.passages, [maker.of(passage) for passage in saved.passages])
    return len(pairs) / len(stored.passages) if stored.passages else 0.0


def compare(saved: SavedPage, stored: PageFingerprints, statements: Sequence[Statement], maker: Maker) -> Difference:
    """Compare a saved page with the fingerprints of its last review.

    The order of passages makes no difference. A passage under other headings has moved.

    Raises:
        UnusablePageError: the file is another page.
    """
    if not is_same_page(saved, stored, maker):
        title = f"'{saved.title}'" if saved.title else "without a title"
        raise UnusablePageError(f"This is another page ({title}), not '{stored.page}'. Check which page was saved.")
    now = [maker.of(passage) for passage in saved.passages]
    pairs = _matched(stored.passages, now)
    same_form = saved.form == stored.form
    changed: dict[int, PassageChange] = {}
    for place, before in enumerate(stored.passages):
        change = _change(before, pairs.get(place), now, saved.passages, same_form)
        if change is not None:
            changed[place] = change
    known = _Statements(statements, maker)
    of_statements = tuple(known.changes(stored.passages, changed))
    rests = {there: stored.passages[here].rests for here, there in pairs.items()}
    new = tuple(
        NewPassage(passage, now[place].values, known.beside(place, saved.passages, rests))
        for place, passage in enumerate(saved.passages)
        if place not in rests
    )
    others = tuple(change for change in changed.values() if not change.before.rests)
    notes = [*known.notes(stored.passages)]
    if not same_form:
        notes.append(
            f"The page was reviewed as {stored.form} and this file is {saved.form}: "
            "links, and the headings that passages stand under, are not compared."
        )
    unchanged = len(known.resting(stored.passages)) - len(of_statements)
    return Difference(stored.page, unchanged, of_statements, new, others, tuple(notes))


def _matched(before: Sequence[Fingerprint], now: Sequence[Fingerprint]) -> dict[int, int]:
    """Place of each passage before -> its place now: first those with the same words, then those most alike."""
    pairs: dict[int, int] = {}
    left = set(range(len(now)))
    for same_headings in (True, False):
        for place, passage in enumerate(before):
            if place in pairs:
                continue
            same = (
                other
                for other in sorted(left)
                if now[other].exact == passage.exact and (not same_headings or now[other].headings == passage.headings)
            )
            found = next(same, None)
            if found is not None:
                pairs[place] = found
                left.remove(found)
    likely = sorted(
        (
            (passage.similarity(now[other]) + _SAME_HEADING * (passage.headings == now[other].headings), place, other)
            for place, passage in enumerate(before)
            if place not in pairs
            for other in left
        ),
        key=lambda likeness: (-likeness[0], likeness[1], likeness[2]),
    )
    for likeness, place, other in likely:
        if likeness >= ALIKE and place not in pairs and other in left:
            pairs[place] = other
            left.remove(other)
    return pairs


def _change(
    before: Fingerprint,
    place: int | None,
    now: Sequence[Fingerprint],
    passages: Sequence[Passage],
    same_form: bool,
) -> PassageChange | None:
    if place is None:
        return PassageChange("gone", 0.0, before)
    after, passage = now[place], passages[place]
    # The same words hold the same values, whatever names of organisations we have come to know since.
    values = typed.changes(before.values, after.values) if after.exact != before.exact else {}
    if same_form:
        values = {**values, **typed.changes({"link": before.links}, {"link": after.links})}
    if after.exact != before.exact or values:
        return PassageChange("changed", before.similarity(after), before, passage.text, after.headings, values)
    if same_form and after.headings != before.headings:
        return PassageChange("moved", 1.0, before, passage.text, after.headings)
    return None


class _Statements:
    """Our statements of the page, found by their words, or by their number where the words were changed."""

    def __init__(self, statements: Sequence[Statement], maker: Maker) -> None:
        self._all = statements
        self._by_words = {maker.rest(statement): statement for statement in statements}
        self._by_number = {statement.number: statement for statement in statements}

    def resting(self, passages: Sequence[Fingerprint]) -> dict[int, list[int]]:
        """Number of each statement -> places of the passages that it rests on; only those that rest on any."""
        found: dict[int, list[int]] = {}
        for place, passage in enumerate(passages):
            for rest in passage.rests:
                statement = self._statement(rest)
                if statement is not None:
                    found.setdefault(statement.number, []).append(place)
        return found

    def changes(
        self, passages: Sequence[Fingerprint], changed: Mapping[int, PassageChange]
    ) -> Iterator[StatementChange]:
        for number, places in sorted(self.resting(passages).items()):
            changes = tuple(changed[place] for place in places if place in changed)
            if changes:
                kinds = {change.status for change in changes}
                status: Status = "changed"
                if len(changes) == len(places) and kinds == {"gone"}:
                    status = "gone"
                elif kinds == {"moved"}:
                    status = "moved"
                similarity = (len(places) - len(changes) + sum(change.similarity for change in changes)) / len(places)
                yield StatementChange(self._by_number[number], status, changes, similarity)

    def beside(
        self, place: int, passages: Sequence[Passage], rests: Mapping[int, Sequence[Rest]]
    ) -> tuple[Statement, ...]:
        """The statements that rest on the passage before this one in its section, or else on the one after it."""
        above = list(takewhile(lambda other: passages[other].kind != "heading", range(place - 1, -1, -1)))
        heading = place - 1 - len(above)
        below = takewhile(lambda other: passages[other].kind != "heading", range(place + 1, len(passages)))
        for other in (*above, *([heading] if heading >= 0 else []), *below):
            found = [self._statement(rest) for rest in rests.get(other, ())]
            if found:
                return tuple(statement for statement in found if statement is not None)
        return ()

    def _statement(self, rest: Rest) -> Statement | None:
        return self._by_words.get(rest.words) or self._by_number.get(rest.number)

    def notes(self, passages: Sequence[Fingerprint]) -> Iterator[str]:
        without = [str(statement.number) for statement in self._all if statement.number not in self.resting(passages)]
        if without:
            yield (
                f"Statements that rest on no passage, and are not compared: {', '.join(without)}. "
                "'python -m knowledge.pages fingerprint' looks for their passages anew."
            )
