"""Read a page as somebody saved it: as text, or as HTML from a browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from knowledge.schema import sentences

Form = Literal["text", "html"]

MAX_BYTES = 5_000_000
_HEADING_WORDS = 10
# A line that is at least this long and does not end a sentence goes on in the next one.
_WRAPPED = 50
_BULLET = re.compile(r"^\s*(?:[•●▪◦·*]|[-–](?=\s))\s*")
_END = re.compile(r"[.!?:;,]$")
_LEVELS = {f"h{level}": level for level in range(1, 7)}


class UnusablePageError(Exception):
    """A file that cannot be read as the page that it should be; its text says why, and what to do."""


@dataclass(frozen=True)
class Passage:
    """A sentence of the page, or one of its headings, under the headings that it stands below, outermost first.

    `block` is the number of the paragraph or bullet that it belongs to. `links` are addresses that its words link to.
    """

    text: str
    headings: tuple[str, ...]
    block: int
    kind: Literal["heading", "sentence", "bullet"]
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class SavedPage:
    """A page as it was saved. Text has no links and fewer headings than HTML, so the two are not compared in these.

    `address` is what the page calls its own, where it does.
    """

    title: str
    form: Form
    passages: tuple[Passage, ...]
    address: str | None = None


@dataclass(frozen=True)
class _Block:
    """A heading (with its level), a paragraph or a bullet."""

    text: str
    level: int | None = None
    bullet: bool = False
    links: tuple[str, ...] = ()


def read(path: Path) -> SavedPage:
    """Read a saved page.

    Raises:
        UnusablePageError: the file is missing, empty, too large, or holds neither text nor HTML.
    """
    text = _decoded(_bytes(path), path)
    form: Form = "html" if re.search(r"<(?:!doctype html|html|body|main|h1|p|div)\b", text, re.IGNORECASE) else "text"
    soup = _soup(text, path) if form == "html" else None
    # Reading takes out what is no passage, and the address is none.
    address = _own_address(soup) if soup else None
    blocks = list(_of_html(soup, path) if soup else _of_text(text))
    if not any(block.text for block in blocks):
        raise UnusablePageError(f"{path} has no text to read. Open the page in a browser and save it again.")
    if blocks[0].level is None:
        blocks.insert(0, _Block("", 1))
    return SavedPage(blocks[0].text, form, tuple(_passages(blocks)), address)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise UnusablePageError(f"There is no file {path}. Check the name.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnusablePageError(f"{path} has {size:,} bytes, and the most is {MAX_BYTES:,}. Save the page alone.")
    raw = path.read_bytes()
    if not raw.strip():
        raise UnusablePageError(f"{path} is empty. Save the page again.")
    return raw


def _decoded(raw: bytes, path: Path) -> str:
    advice = "Save the page as HTML ('web page, HTML only') or as text."
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw or raw.startswith((b"%PDF", b"PK\x03\x04")):
        raise UnusablePageError(f"{path} is a binary file. {advice}")
    if re.search(rb"^content-type:\s*multipart/related", raw[:4000], re.IGNORECASE | re.MULTILINE):
        raise UnusablePageError(f"{path} is a web archive of several files. {advice}")
    declared = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", raw[:4000], re.IGNORECASE)
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1252", "cp1252"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise UnusablePageError(f"{path} is neither in UTF-8 nor in another encoding that web pages use. {advice}")


def _passages(blocks: Iterable[_Block]) -> Iterator[Passage]:
    open_headings: list[tuple[int, str]] = []
    for number, block in enumerate(blocks):
        if block.level is not None:
            open_headings = [(level, text) for level, text in open_headings if level < block.level]
        above = tuple(text for level, text in open_headings if level > 1)
        if block.level is not None:
            open_headings.append((block.level, block.text))
            if block.text:
                yield Passage(block.text, above, number, "heading", block.links)
            continue
        for place, sentence in enumerate(sentences(block.text)):
            # Which sentence of a paragraph a link stands in is lost, so its first one has them all.
            links = block.links if place == 0 else ()
            yield Passage(sentence, above, number, "bullet" if block.bullet else "sentence", links)


def _of_text(text: str) -> Iterator[_Block]:
    """The blocks of a text: one a line, but for lines that were wrapped. The first is the title."""
    lines = [line.rstrip().expandtabs(4) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    paragraphs = list(_unwrapped(lines))
    for index, line in enumerate(paragraphs):
        words = _spaced(_BULLET.sub("", line))
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else ""
        bullet, indented = bool(_BULLET.match(line)), line.startswith(" ")
        # A bullet with paragraphs of its own below it is the heading of these.
        heads = following.startswith("   ") and not _BULLET.match(following)
        if index == 0:
            yield _Block(words, 1)
        elif " " not in words and "-" in words and not bullet:
            continue  # the name of a picture
        elif _looks_like_heading(words) and (heads if bullet else True):
            yield _Block(words, 3 if indented else 2)
        else:
            yield _Block(words, bullet=bullet)


def _unwrapped(lines: Iterable[str]) -> Iterator[str]:
    pending = ""
    for line in lines:
        goes_on = pending and line.strip() and not _BULLET.match(line)
        wrapped = len(pending) >= _WRAPPED and not _END.search(pending)
        if goes_on and (wrapped or line.strip()[0].islower()):
            pending += " " + line.strip()
            continue
        if pending.strip():
            yield pending
        pending = line
    if pending.strip():
        yield pending


def _looks_like_heading(words: str) -> bool:
    return len(words.split()) <= _HEADING_WORDS and words[:1].isupper() and not re.search(r"[.!:;,]$", words)


# What is on every page of a website and says nothing about the role.
_FURNITURE = {
    "script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "iframe", "object", "dialog",
    "button", "select", "option", "input", "textarea", "label", "head",
}  # fmt: skip
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary"}
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:cookies?|consent|gdpr|breadcrumbs?|nav|navigation|navbar|menu|skip|share|social|pagination|pager|"
    r"visually-hidden|sr-only)(?:$|[-_\s])",
    re.IGNORECASE,
)
_NESTING = re.compile(r"<(/?)(?:div|span|section|ul|ol|table|font|b|i|em|strong)\b", re.IGNORECASE)
_MOST_NESTED = 1000
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "img", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip


def _soup(text: str, path: Path) -> BeautifulSoup:
    # A parser takes hours over what no website sends.
    depth = 0
    for tag in _NESTING.finditer(text):
        depth += -1 if tag[1] else 1
        if depth > _MOST_NESTED:
            raise _too_deep(path)
    try:
        return BeautifulSoup(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), "lxml")
    except RecursionError:
        raise _too_deep(path) from None


def _too_deep(path: Path) -> UnusablePageError:
    return UnusablePageError(f"{path} is nested too deeply to be a page. Save it again.")


def _own_address(soup: BeautifulSoup) -> str | None:
    link = soup.find("link", rel="canonical")
    return str(link["href"]) if isinstance(link, Tag) and link.get("href") else None


def _of_html(soup: BeautifulSoup, path: Path) -> Iterator[_Block]:
    title = soup.select_one("main h1, [role=main] h1, article h1") or soup.select_one("h1")
    name = soup.find("title")
    named = _spaced(re.split(r"\s[|–-]\s", name.get_text())[0]) if name else ""
    try:
        for tag in soup.find_all(True):
            if not tag.decomposed and _is_furniture(tag) and not _holds(tag, title):
                tag.decompose()
        blocks = list(_Blocks().of(_main_part(soup, title)))
    except RecursionError:
        raise _too_deep(path) from None
    first = next((index for index, block in enumerate(blocks) if block.level == 1), None)
    if first is None:
        yield _Block(named, 1)
    # Banners and menus that do not say what they are stand above the title.
    yield from blocks[first or 0 :]


def _is_furniture(tag: Tag) -> bool:
    if tag.name in ("html", "body", "main"):
        return False
    if tag.name == "button" and tag.find_parent(list(_LEVELS)):
        return False  # a heading that opens and closes its section
    if tag.name in _FURNITURE or tag.get("role") in _FURNITURE_ROLES:
        return True
    names = [str(tag.get("id") or ""), *(str(name) for name in tag.get_attribute_list("class") if name)]
    return any(_FURNITURE_NAMES.search(name) for name in names)


def _main_part(soup: BeautifulSoup, title: Tag | None) -> Tag:
    """The element that holds the page and not the website around it."""
    found = [tag for selector in ("main", "[role=main]", "article") for tag in soup.select(selector)]
    return next((tag for tag in found if title is None or _holds(tag, title)), soup.body or soup)


def _holds(tag: Tag, other: Tag | None) -> bool:
    return other is not None and any(parent is tag for parent in other.parents)


class _Blocks:
    """Turns a tree of elements into blocks: each element that starts a line of its own ends the block before it."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._links: list[str] = []

    def of(self, tag: Tag, level: int | None = None, bullet: bool = False) -> Iterator[_Block]:
        yield from self._inside(tag, level, bullet)
        yield from self._finished(level, bullet)

    def _inside(self, tag: Tag, level: int | None, bullet: bool) -> Iterator[_Block]:
        for child in tag.children:
            if isinstance(child, Tag) and child.name in _INLINE:
                if child.name == "a" and child.get("href"):
                    self._links.append(str(child["href"]))
                yield from self._inside(child, level, bullet)
            elif isinstance(child, Tag):
                yield from self._finished(level, bullet)
                heading = _LEVELS.get(child.name, level)
                yield from self.of(child, heading, bullet or child.name == "li")
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._words.append(str(child))

    def _finished(self, level: int | None, bullet: bool) -> Iterator[_Block]:
        words = _spaced("".join(self._words))
        if words:
            yield _Block(words, level, bullet, tuple(self._links))
        self._words, self._links = [], []


def _spaced(text: str) -> str:
    return " ".join(text.split())
