"""A draft of a role, made of a saved page for an editor to finish.

Values become typed values. What the page says stays to be said in our own words: its sentences stand in comments, which
the loader refuses as it refuses the draft (`knowledge/drafts.py`).
"""

from __future__ import annotations

import calendar
import datetime
import json
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby

from knowledge import drafts
from knowledge.pages.saved import Passage, SavedPage, UnusablePageError
from knowledge.pages.typed import Values, typed
from knowledge.schema import Organisation

# The headings of a role page, and the topic of what stands below them.
_SECTIONS: tuple[tuple[str, str], ...] = (
    (r"overview|introduction|about the role", "role_overview"),
    (r"working life|what you.ll do|the role$", "role_overview"),
    (r"where .*work", "workplace"),
    (r"who .*work with|colleagues", "colleagues"),
    (r"entry|qualification|how to become", "entry_requirements"),
    (r"skills|characteristics|personal|qualities", "personal_qualities"),
    (r"training", "training_length"),
    (r"pay|salary|conditions", "pay"),
    (r"progress|where the role can lead|development", "progression"),
    (r"job market", "role_demand"),
    (r"apply|vacanc|finding a job", "application_process"),
    (r"volunteer", "volunteering"),
    (r"other roles|related roles", "other_roles"),
    (r"comment|problem|feedback|improve", "page_feedback"),
)
# What a sentence says goes before the heading that it stands below: a page saved as text has lost some headings.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"\bon.call\b", "on_call"),
    (r"\bshifts?\b|\brota\b", "shifts"),
    (r"outside the nhs", "outside_nhs"),
    (r"pay scales?|pay system", "pay_system"),
    (r"⟦band⟧|⟦money⟧|\bsalar", "pay"),
    (r"⟦hours⟧", "hours"),
    (r"\bvolunteer", "volunteering"),
    (r"person specification", "person_specification"),
    (r"interviews?\b", "application_advice"),
    (r"\bscientist training programme\b|\bstp\b", "stp_overview"),
    (r"\bregistered with\b", "registered_number"),
    (r"\bgraded?\b|\bgrades\b|\bprogress|\bcareer further\b", "progression"),
    (r"\bvacanc|\badvertised\b", "vacancies"),
    (r"\bapplications?\b", "application_process"),
)
_MIN_SECTIONS = 2
# Names that end like an organisation's.
_CAPITALISED = r"[A-Z][\w'’]*"
_ORGANISATION = re.compile(
    rf"\b(?:{_CAPITALISED} (?:(?:of|and|for|the|in) )*){{1,7}}"
    r"(?:Academy|Agency|Association|Authority|Board|College|Council|Federation|Foundation|Guild|Institute|Register|"
    r"School|Service|Society|Trust|Union|University)\b"
    rf"(?: (?:of|for) (?:the )?{_CAPITALISED}(?: (?:and )?{_CAPITALISED})*)?"
    r"|\b(?:Academy|Agency|Association|Board|College|Council|Guild|Institute|Register|School|Society|University)"
    rf" (?:of|for) (?:the )?{_CAPITALISED}(?: (?:and )?{_CAPITALISED})*"
)
_FIELDS = re.compile(r"\b(?:speciali[sz]|areas|fields|branches)", re.IGNORECASE)
_NAME = re.compile(r"^(?P<name>[^:–—]{3,60}?)\s*(?:\([^)]*\)\s*)?(?:\s[-–—]\s|:)")


@dataclass(frozen=True)
class Draft:
    """A draft file: its id, its text, and what was made of the page."""

    id: str
    text: str
    sections: tuple[str, ...]
    values: int


def make(
    page: SavedPage,
    organisations: Sequence[Organisation],
    topics: AbstractSet[str],
    today: datetime.date,
    identifier: str | None = None,
) -> Draft:
    """Write a draft of the role that a page describes.

    Raises:
        UnusablePageError: the page has none of the headings of a role page.
    """
    sections = tuple(passage.text for passage in page.passages if passage.kind == "heading" and _section(passage.text))
    if len(sections) < _MIN_SECTIONS or not page.title:
        known = "'Working life', 'Where will I work?' or 'Pay and conditions'"
        raise UnusablePageError(f"This does not look like the page of a role: it has no headings such as {known}.")
    return _Writer(page, organisations, topics, identifier or _slug(page.title)).draft(sections, today)


def _section(heading: str) -> str | None:
    """The topic of a heading, if it is one of those that role pages have."""
    return next((topic for pattern, topic in _SECTIONS if re.search(rf"\b(?:{pattern})", heading.casefold())), None)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


class _Writer:
    """Writes the file from top to bottom."""

    def __init__(
        self, page: SavedPage, organisations: Sequence[Organisation], topics: AbstractSet[str], identifier: str
    ) -> None:
        self._page = page
        self._organisations = organisations
        self._topics = topics
        self._id = identifier
        self._count: dict[str, int] = {}
        self._values = 0

    def draft(self, sections: tuple[str, ...], today: datetime.date) -> Draft:
        specialisms = list(self._specialisms())
        taken = {passage for _, passages in specialisms for passage in passages}
        lines = list(self._head(today))
        if specialisms:
            lines += ["", "specialisms:"]
            lines += [line for name, passages in specialisms for line in self._specialism(name, passages)]
        lines += ["", "facts:"]
        for passage in self._page.passages[1:]:
            if passage.kind != "heading" and passage not in taken:
                lines += self._fact(passage)
        return Draft(self._id, "\n".join(lines) + "\n", sections, self._values)

    def _head(self, today: datetime.date) -> Iterator[str]:
        title = self._page.title
        yield "# A draft, made of a saved page. It cannot be loaded before somebody has reviewed it:"
        yield f"# 1. Write every {drafts.TODO} in your own words, or delete what you do not need."
        yield f"# 2. Delete the comments that quote the page ('{drafts.QUOTE}')."
        yield "# 3. Add the page to sources.yml:"
        yield f"#    - id: {self._id}-page"
        yield f"#      title: {_quoted(title)}"
        yield f"#      publisher: {drafts.TODO}"
        yield f"#      url: {self._page.address or drafts.TODO}"
        yield f"#      checked: {today}"
        yield "# 4. Delete the line 'draft: true', and move the file to roles/."
        yield f"# Sections recognised: {_listed(self._headings(known=True))}."
        yield f"# Sections that are new to us: {_listed(self._headings(known=False))}."
        yield f"# Organisations that are not in organisations.yml: {_listed(self._strangers())}."
        yield "draft: true"
        yield f"id: {self._id}"
        yield f"name: {_quoted(title[:1].lower() + title[1:])}"
        yield f"plural: {_todo('the name for several people in the role')}"
        yield f"forms: [{_quoted(title.casefold())}]"
        yield f"source: {self._id}-page"
        yield f"as_of: {today}"
        yield "confidence: high"
        yield "review: yearly"

    def _headings(self, known: bool) -> list[str]:
        headings = [passage.text for passage in self._page.passages[1:] if passage.kind == "heading"]
        return [heading for heading in headings if bool(_section(heading)) == known]

    def _strangers(self) -> list[str]:
        """Names of organisations that we do not know."""
        sentences = [passage.text for passage in self._page.passages if passage.kind != "heading"]
        names = dict.fromkeys(match[0] for text in sentences for match in _ORGANISATION.finditer(text))
        return [name for name in names if not typed(name, self._organisations).values.get("organisation")]

    def _specialisms(self) -> Iterator[tuple[str, list[Passage]]]:
        """The bullets below a sentence about areas to specialise in: the name of each area, and its passages."""
        blocks = [list(passages) for _, passages in groupby(self._page.passages, key=lambda passage: passage.block)]
        listing = False
        for passages in blocks:
            first, last = passages[0], passages[-1]
            if first.kind == "bullet" and listing:
                name = _NAME.match(first.text)
                if name:
                    yield name["name"].strip(), passages
                elif len(first.text.split()) <= 6:
                    yield first.text.rstrip("."), passages
            else:
                listing = last.text.endswith(":") and bool(_FIELDS.search(last.text))

    def _specialism(self, name: str, passages: Sequence[Passage]) -> Iterator[str]:
        yield from self._quotes(passages)
        yield f"- id: {_slug(name)}"
        yield f"  name: {_quoted(name)}"
        yield f"  worker: {_todo('what somebody in this area is called')}"
        yield f"  forms: [{_quoted(name.casefold())}]"
        yield from self._section_line(passages[0])
        yield f"  summary: {_todo('one sentence that tells this area from the others')}"
        yield "  duties:"
        yield f"    lead: {_todo('words that lead in to a list of duties', ':')}"
        yield "    items:"
        yield f"    - {_todo('a duty')}"
        yield f"    - {_todo('another duty')}"
        yield f"  equipment: {_todo('what equipment this area works with')}"
        yield "  read_more:"
        yield f"    text: {_todo('where there is more to read, or that there is nothing')}"

    def _fact(self, passage: Passage) -> Iterator[str]:
        topic = self._topic(passage)
        number = self._count[topic] = self._count.get(topic, 0) + 1
        values = _named(passage, typed(passage.text, self._organisations).values)
        self._values += len(values)
        name = topic if topic != drafts.TODO else "unsorted"
        yield from self._quotes([passage])
        yield f"- id: {self._id}.{name.replace('_', '-')}.{number}"
        yield f"  topic: {topic}"
        yield from self._section_line(passage)
        used = f", with {' and '.join(f'{{{value}}}' for value in values)}" if values else ""
        yield f"  text: {_todo(f'what the page says here{used}')}"
        if values:
            yield f"  values: {{{', '.join(f'{key}: {_quoted(value)}' for key, value in values.items())}}}"

    def _topic(self, passage: Passage) -> str:
        words = typed(passage.text).masked.casefold()
        topics = [topic for pattern, topic in _SENTENCES if re.search(pattern, words)]
        topics += [topic for heading in reversed(passage.headings) if (topic := _section(heading))]
        topics += [] if passage.headings else ["role_overview"]
        return next((topic for topic in topics if topic in self._topics), drafts.TODO)

    def _section_line(self, passage: Passage) -> Iterator[str]:
        yield f"  section: {_quoted(passage.headings[-1] if passage.headings else 'Introduction')}"

    def _quotes(self, passages: Sequence[Passage]) -> Iterator[str]:
        """The page's sentences as comments, with the organisations and addresses in them, which are no sentences."""
        for passage in passages:
            yield f"{drafts.QUOTE} {passage.text}"
            found = typed(passage.text, self._organisations).values
            for organisation in found.get("organisation", ()):
                yield f"# organisation: {organisation}"
            for address in (*found.get("address", ()), *found.get("phone", ()), *passage.links):
                yield f"# address: {address}"


def _named(passage: Passage, values: Values) -> dict[str, int | float | str]:
    """The values of a passage under names that say what they are."""
    text = passage.text.casefold()
    found: dict[str, int | float | str] = {}
    for kind, written in values.items():
        numbers = [_number(value) for value in written]
        if kind == "band" and len(numbers) == 2 and re.search(r"\b(?:between|from|to)\b", text):
            found["lowest_band"], found["highest_band"] = numbers
        elif kind == "month":
            opens = bool(re.search(r"\bopens?\b", text))
            _add(found, [_month(value, opens) for value in written], "opens_month" if opens else "month")
        elif kind in ("organisation", "address", "phone"):
            continue
        else:
            names = {"hours": "hours_per_week" if "week" in text else "hours", "money": "pounds"}
            _add(found, numbers, names.get(kind, kind))
    return found


def _add(found: dict[str, int | float | str], values: Sequence[int | float | str], name: str) -> None:
    for number, value in enumerate(values, 1):
        found[name if number == 1 else f"{name}_{number}"] = value


def _month(written: str, opens: bool) -> int | str:
    """A month that comes every year is a number where the name of the value says that it is a month."""
    return list(calendar.month_name).index(written) if opens and written in calendar.month_name else written


def _number(written: str) -> int | float | str:
    plain = written.removeprefix("£").removesuffix("k")
    try:
        number = float(plain) * (1000 if written.endswith("k") else 1)
    except ValueError:
        return written
    return int(number) if number.is_integer() else number


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _todo(what: str, end: str = ".") -> str:
    return _quoted(f"{drafts.TODO}: in your own words, {what}{end}")


def _quoted(value: int | float | str) -> str:
    return json.dumps(value, ensure_ascii=False)
