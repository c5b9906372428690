"""Two pages to test with, and ways to alter them: the real one, where it is, and one of a role that does not exist."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from knowledge.content import FOLDER

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[3]
REAL = ROOT.parent / "shared" / "page" / "clinical-technologist.txt"

Change = tuple[str, str, set[int]]
"""Words of the page, what stands there instead, and the numbers of the statements that it changes."""


@dataclass(frozen=True)
class Sample:
    """A page, its main headings in order, and changes of it with what each must lead to."""

    name: str
    text: str
    headings: list[str]
    smaller_headings: list[str]
    hours: Change
    bands: Change
    month: Change
    # The beginning of a bullet, and of a section, with the statements that go with it.
    specialism: tuple[str, set[int]]
    section: tuple[str, set[int]]
    figures: dict[int, dict[str, tuple[str, ...]]] = field(default_factory=dict)


MILL = Sample(
    "tide-mill-technician",
    (HERE / "tide-mill-technician.txt").read_text(encoding="utf-8"),
    [
        "Overview",
        "Working life",
        "Where will I work?",
        "Who will I work with?",
        "Want to learn more?",
        "Other roles that may interest you",
        "Make a comment or report a problem with this page",
    ],
    ["Job market", "Finding and applying for jobs"],
    hours=("36.5 hours", "35 hours", {17}),
    bands=("bands 4 and 7", "bands 5 and 6", {15}),
    month=("late October", "late May", {22}),
    specialism=("silt and wildlife", {11}),
    section=("Where will I work?", {12, 13}),
    figures={
        15: {"band": ("4", "7")},
        16: {"band": ("3", "8a")},
        17: {"hours": ("36.5",)},
        22: {"month": ("October",)},
    },
)


def real() -> Sample:
    """The page that the guide is made from; skips the test where it is not there."""
    if not REAL.exists():
        pytest.skip(f"the text of the page is not at {REAL}")
    return Sample(
        "clinical-technologist",
        REAL.read_text(encoding="utf-8"),
        [
            "Overview",
            "Working life",
            "Where will I work?",
            "Who will I work with?",
            "Want to learn more?",
            "Other roles that may interest you",
            "Make a comment or report a problem with this page",
            "Help us improve",
        ],
        ["Job market", "Finding and applying for jobs"],
        hours=("37.5 hours", "36 hours", {34}),
        bands=("bands 5 and 9", "bands 6 and 8", {29}),
        month=("early January", "early March", {49, 50, 51}),
        specialism=("vascular technology", {19, 20}),
        section=("Where will I work?", {21, 22, 23, 24, 25}),
        figures={
            29: {"band": ("5", "9")},
            31: {"band": ("6", "7")},
            34: {"hours": ("37.5",)},
            41: {"month": ("November 2018",), "number": ("6123",), "organisation": ("hcpc",)},
            44: {"organisation": ("ucas",)},
            49: {"month": ("January",), "organisation": ("nshcs",)},
        },
    )


def with_mill(folder: Path) -> Path:
    """A copy of the content, with what is known about the role that does not exist."""
    content = Path(shutil.copytree(FOLDER, folder / "content"))
    with (content / "sources.yml").open("a", encoding="utf-8") as file:
        file.write(
            "- id: tide-mill-page\n  title: Tide mill technology in coastal health\n  publisher: The harbour office\n"
            "  url: https://www.mills.example/roles/tide-mill\n  checked: 2026-11-23\n"
        )
    (content / "facts").mkdir(exist_ok=True)
    shutil.copy(HERE / "tide-mill-technician.facts.yml", content / "facts" / "tide-mill.yml")
    shutil.copy(HERE / "tide-mill-technician.page.yml", content / "pages" / "tide-mill-technician.yml")
    return content


def replaced(text: str, words: str, others: str) -> str:
    assert text.count(words) == 1, f"the page has {words!r} {text.count(words)} times"
    return text.replace(words, others)


def sections(sample: Sample) -> list[str]:
    """The page cut before each main heading; the first piece is what stands above them."""
    pattern = "|".join(map(re.escape, sample.headings))
    # In the real page, a space within a heading is one that does not break.
    pattern = pattern.replace(r"\ ", r"[ \xa0]")
    pieces = re.split(rf"^(?=(?:{pattern})$)", sample.text, flags=re.MULTILINE)
    assert len(pieces) == len(sample.headings) + 1
    return pieces


def reordered(sample: Sample) -> str:
    above, *rest = sections(sample)
    return "\n\n".join(piece.strip("\n") for piece in (above, *rest[2:], *rest[:2]))


def without_section(sample: Sample) -> str:
    pieces = sections(sample)
    kept = [piece for piece in pieces if not piece.startswith(sample.section[0])]
    assert len(kept) == len(pieces) - 1
    return "".join(kept)


def without_specialism(sample: Sample) -> str:
    text, count = re.subn(rf"^  • {sample.specialism[0]}.*\n", "", sample.text, flags=re.MULTILINE)
    assert count == 1
    return text


ADDED = "A paper on lighthouse keeping from 3 May 2026 is given to each newcomer."


def with_added_passage(sample: Sample) -> str:
    pieces = sections(sample)
    index = sample.headings.index("Who will I work with?") + 1
    pieces[index] = pieces[index].rstrip("\n") + f"\n\n{ADDED}\n\n"
    return "".join(pieces)


def as_html(sample: Sample) -> str:
    """The page as a website shows it: between a banner, menus, a form and a footer, with links."""
    title, *lines = [line for line in sample.text.splitlines() if line.strip()]
    body: list[str] = []
    for line in lines:
        words = html.escape(" ".join(line.strip().lstrip("•").split()))
        plain = html.unescape(words)
        if plain in sample.headings:
            body.append(f"<h2 class='section-title'>{words}</h2>")
        elif plain in sample.smaller_headings:
            body.append(f"<h3><button aria-expanded='true'><span>{words}</span></button></h3>")
        elif " " not in words:
            body.append(f"<figure><img src='picture.jpg' alt='{words}'></figure>")
        elif line.lstrip().startswith("•"):
            body.append(f"<ul><li>{_linked(words)}</li></ul>")
        else:
            body.append(f"<p>{_linked(words)}</p>")
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Careers</title>
<link rel="canonical" href="https://www.mills.example/roles/page">
<style>p {{ color: black }}</style><script>var page = "<p>Nothing to read</p>";</script></head>
<body class="no-cookie-choice">
<a class="skip-link" href="#main">Skip to main content</a>
<div id="cookie-banner"><h2>Cookies on this website</h2><p>We use 2 cookies. Some are necessary.</p>
<button>Accept all cookies</button></div>
<header><a href="/">Careers</a><form role="search"><label>Search</label><input></form>
<nav><ul><li><a href="/explore">Explore roles</a></li><li><a href="/pay">Pay in 2026</a></li></ul></nav></header>
<ol class="breadcrumb"><li>Home</li><li>Roles</li></ol>
<div><p>Our spring fair is on 3 March. Come and see us.</p></div>
<h1>{title}</h1>
{chr(10).join(body)}
<form><label for="c">Your comment</label><textarea id="c"></textarea><button>Send</button></form>
<!-- <p>A sentence in a comment.</p> -->
<aside><h2>Related content</h2><p>Five things about ponds.</p></aside>
<div class="social share"><p>Share this page</p></div>
<footer><p>Crown copyright 2026</p></footer>
<div role="dialog"><p>Will you take part in a survey of 5 minutes?</p></div>
</body></html>
"""


def _linked(words: str) -> str:
    return re.sub(r"(?<=Read more about )(\w+(?: \w+)?)", r"<a href='/roles/\1?from=here'>\1</a>", words)


def broken(page: str) -> str:
    """HTML as careless programs write it: elements left open, closed twice, or in the wrong order."""
    page = re.sub(r"</(?:p|li|ul|figure)>", "", page)
    page = page.replace("<h2 class='section-title'>", "<h2 class=section-title onclick=>").replace("</h3>", "</h3></b>")
    return page[: page.index("</footer>")]
