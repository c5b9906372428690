"""A saved page beside what we keep of it: what counts as a difference, and what does not."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.content import FOLDER, load
from knowledge.pages import fingerprints
from knowledge.pages.__main__ import main
from tests.knowledge.pages import samples
from tests.knowledge.pages.samples import MILL, ROOT, Sample


class Desk:
    """An editor's desk: a content folder, a page, and the command to compare the two."""

    def __init__(self, sample: Sample, content: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.sample, self.content, self._folder, self._capsys = sample, content, folder, capsys

    def run(self, verb: str, page: str | bytes, *options: str, name: str = "saved.txt") -> tuple[int, str, str]:
        """Exit status, output and error output of a command about a page."""
        path = self._folder / name
        path.write_bytes(page.encode() if isinstance(page, str) else page)
        status = main([verb, str(path), "--content", str(self.content), *options])
        return (status, *self._capsys.readouterr())

    def diff(self, page: str | bytes) -> dict[str, Any]:
        """The differences as a program reads them; the exit status must go with them."""
        status, out, err = self.run("diff", page, "--json")
        assert err == ""
        told: dict[str, Any] = json.loads(out)
        assert status == int(told["different"])
        assert told["page"] == self.sample.name
        return told


@pytest.fixture(params=["real", "invented"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    if request.param == "real":
        return Desk(samples.real(), FOLDER, tmp_path, capsys)
    desk = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys)
    assert desk.run("fingerprint", MILL.text, "--today", "2026-11-23")[0] == 0
    return desk


def numbers(told: dict[str, Any], status: str) -> set[int]:
    return {change["number"] for change in told["statements"] if change["status"] == status}


def same(told: dict[str, Any]) -> None:
    assert told["statements"] == told["new"] == told["others"] == []
    assert told["unchanged"] > 20
    assert not told["different"]


def test_the_page_as_it_was_is_no_difference(desk: Desk) -> None:
    same(desk.diff(desk.sample.text))


def test_every_statement_is_compared(desk: Desk) -> None:
    told = desk.diff(desk.sample.text)
    (page,) = [page for page in load(desk.content).pages if page.id == desk.sample.name]
    assert told["unchanged"] == len(page.statements)
    assert told["notes"] == []


def test_sections_in_another_order_are_no_difference(desk: Desk) -> None:
    assert samples.reordered(desk.sample) != desk.sample.text
    same(desk.diff(samples.reordered(desk.sample)))


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.replace("’", "'").replace("–", "-"),
        lambda text: re.sub(r"(?<=\w) (?=\w)", "\N{NO-BREAK SPACE}", text),
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("• ", "* ").replace("you", "You"),
        lambda text: "\n".join(textwrap.fill(line, 90, subsequent_indent="    ") for line in text.splitlines()),
    ],
    ids=["apostrophes and dashes", "spaces", "ends of lines", "bullets and capitals", "wrapped lines"],
)
def test_typography_is_no_difference(desk: Desk, rewrite: Callable[[str], str]) -> None:
    assert rewrite(desk.sample.text) != desk.sample.text
    same(desk.diff(rewrite(desk.sample.text)))


def test_missing_section_is_gone_with_its_statements(desk: Desk) -> None:
    told = desk.diff(samples.without_section(desk.sample))
    assert numbers(told, "gone") == desk.sample.section[1]
    assert numbers(told, "changed") == set()
    assert [other["status"] for other in told["others"]] == ["gone"], "its heading"
    assert told["new"] == []


def test_removed_specialism_is_gone(desk: Desk) -> None:
    told = desk.diff(samples.without_specialism(desk.sample))
    assert numbers(told, "gone") == desk.sample.specialism[1]
    assert told["new"] == told["others"] == []
    for change in told["statements"]:
        assert change["facts"], "the facts that rest on it"


@pytest.mark.parametrize("kind", ["hours", "bands", "month"])
def test_changed_value_is_told_from_and_to(desk: Desk, kind: str) -> None:
    words, others, expected = getattr(desk.sample, kind)
    told = desk.diff(samples.replaced(desk.sample.text, words, others))
    assert numbers(told, "changed") == expected
    assert len(told["statements"]) == len(expected)
    assert told["new"] == told["others"] == []
    for change in told["statements"]:
        (passage,) = (passage for passage in change["changes"] if passage["values"])
        (values,) = passage["values"].values()
        before, after = ({word.strip(",") for word in text.split()} for text in (words, others))
        assert set(values["from"]) == before - after
        assert set(values["to"]) == after - before
        assert change["similarity"] > 0.8, "the words are nearly the same"
        for fact, place in change["facts"].items():
            assert re.fullmatch(r"(?:roles|facts)/[\w-]+\.yml:\d+", place), fact


def test_added_passage_is_new_and_stands_beside_facts(desk: Desk) -> None:
    told = desk.diff(samples.with_added_passage(desk.sample))
    assert told["statements"] == told["others"] == []
    (new,) = told["new"]
    assert new["headings"] == ["Who will I work with?"]
    assert new["values"] == {"month": ["3 May 2026"]}
    assert len(new["facts_beside"]) == 1


def test_reworded_sentence_is_changed_though_its_values_are_not(desk: Desk) -> None:
    words = "standard 37.5 hours per week" if "37.5" in desk.sample.text else "standard week has 36.5 hours"
    told = desk.diff(samples.replaced(desk.sample.text, words, words.replace("standard", "usual normal")))
    (change,) = told["statements"]
    assert change["status"] == "changed"
    assert 0.3 < change["similarity"] < 1
    assert [passage["values"] for passage in change["changes"]] == [{}]


def test_sentence_under_another_heading_has_moved(desk: Desk) -> None:
    pieces = samples.sections(desk.sample)
    one = desk.sample.headings.index("Overview") + 1
    heading, *paragraphs = pieces[one].strip().split("\n\n")
    pieces[one] = "\n\n".join([heading, *paragraphs[:-1]]) + "\n\n"
    pieces[one + 2] = pieces[one + 2].rstrip("\n") + f"\n\n{paragraphs[-1]}\n\n"
    told = desk.diff("".join(pieces))
    moved = numbers(told, "moved")
    assert moved
    assert len(told["statements"]) == len(moved)
    assert told["new"] == told["others"] == []
    for change in told["statements"]:
        assert [(c["from"], c["to"]) for c in change["changes"]] == [(["Overview"], ["Where will I work?"])]


def test_html_with_menus_and_banners_is_no_difference(desk: Desk) -> None:
    told = desk.diff(samples.as_html(desk.sample))
    same(told)
    assert "links" in " ".join(told["notes"]), "what cannot be compared with a text is said"


def test_broken_html_is_no_difference(desk: Desk) -> None:
    same(desk.diff(samples.broken(samples.as_html(desk.sample))))


def test_html_that_breaks_off_loses_what_follows(desk: Desk) -> None:
    page = samples.as_html(desk.sample)
    told = desk.diff(page[: page.index("Who will I work with?")])
    assert min(numbers(told, "gone")) > max(desk.sample.section[1])
    assert numbers(told, "changed") == set()


def test_html_in_another_encoding_is_read(desk: Desk) -> None:
    page = samples.as_html(desk.sample).replace("utf-8", "windows-1252")
    same(desk.diff(page.encode("cp1252")))


def test_changed_link_is_a_difference_between_two_html_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, page = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys), samples.as_html(MILL)
    assert desk.run("fingerprint", page, "--today", "2026-11-23")[0] == 0
    same(desk.diff(page))
    same(desk.diff(page.replace("?from=here", "?from=there#top")))
    same(desk.diff(page.replace("'/roles/", "'https://www.mills.example/roles/")))
    told = desk.diff(page.replace("/roles/gate", "/new/gate"))
    assert numbers(told, "changed") == {7}
    assert told["statements"][0]["changes"][0]["values"] == {
        "link": {"from": ["/roles/gate keeping"], "to": ["/new/gate keeping"]}
    }


OTHER = "Lighthouse keeping\n\nWorking life\n\nYou polish the lamp.\n\nPay and conditions\n\nYou get band 5 pay.\n"
# Files that are not the page, and words of the message about each.
UNUSABLE: dict[str, tuple[bytes, str]] = {
    "another page": (OTHER.encode(), "another page ('Lighthouse keeping')"),
    "another page as HTML": (b"<html><body><h1>Ponds</h1><p>They are deep.</p></html>", "another page ('Ponds')"),
    "empty": (b"", "is empty"),
    "blank": (b" \n\t\n", "is empty"),
    "HTML without text": (b"<html><body><img src=x></body></html>", "has no text"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0", "binary file"),
    "PDF": (b"%PDF-1.7 something", "binary file"),
    "web archive": (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x", "web archive"),
    "nested without end": (b"<div>" * 100_000 + b"hello", "nested too deeply"),
    "huge": (b"word " * 1_100_000, "the most is"),
}


@pytest.mark.parametrize(("page", "words"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_file_that_is_not_the_page_is_refused_with_the_reason(desk: Desk, page: bytes, words: str) -> None:
    status, out, err = desk.run("diff", page)
    assert (status, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("page", [page for page, _ in UNUSABLE.values()], ids=UNUSABLE.keys())
def test_file_that_is_not_the_page_leaves_what_we_keep_alone(
    page: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys)
    desk.run("fingerprint", MILL.text)
    kept = fingerprints.path_for(MILL.name, desk.content).read_bytes()
    status, out, err = desk.run("fingerprint", page)
    assert (status, out) == (2, "")
    assert err
    assert fingerprints.path_for(MILL.name, desk.content).read_bytes() == kept


def test_file_that_is_not_there_is_refused(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(tmp_path / "nowhere.html"), "--content", str(desk.content)]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_report_for_people_quotes_the_page_and_names_the_facts(desk: Desk) -> None:
    words, others, expected = desk.sample.hours
    page = samples.with_added_passage(desk.sample).replace(words, others)
    status, out, _ = desk.run("diff", page)
    assert status == 1
    assert "1 with differences, 1 new passages" in out
    before, after = words.split()[0], others.split()[0]
    assert f"hours: {before} → {after}" in out
    assert re.search(
        rf"^  {min(expected)}\. .*\n.*hours.*\n.*page says now.*{after}.*\n +facts: \S+ \(\S+:\d+\)", out, re.M
    )
    assert f"“{samples.ADDED}” (under Who will I work with?)" in out
    assert "fingerprint" in out, "what to do afterwards"


def test_output_for_programs_has_none_of_the_sentences(desk: Desk) -> None:
    _, out, _ = desk.run("diff", samples.with_added_passage(desk.sample), "--json")
    assert "lighthouse" not in out


def test_what_we_keep_has_no_words_of_the_page(desk: Desk) -> None:
    kept = json.loads(fingerprints.path_for(desk.sample.name, desk.content).read_text(encoding="utf-8"))
    allowed = {"headings", "values", "links", "statements", "exact", "shingles"}
    for passage in kept["passages"]:
        assert set(passage) == allowed
        assert re.fullmatch(
            r"[0-9a-f]*", passage["shingles"] + passage["exact"] + "".join(passage["statements"].values())
        )
        assert all(len(heading.split()) <= 10 for heading in passage["headings"])
        assert all(len(value.split()) <= 3 for values in passage["values"].values() for value in values)


def test_values_are_found_where_the_statements_say(desk: Desk) -> None:
    kept = fingerprints.read(fingerprints.path_for(desk.sample.name, desk.content))
    for number, expected in desk.sample.figures.items():
        found = [passage.values for passage in kept.passages if number in [rest.number for rest in passage.rests]]
        assert expected in found, f"statement {number} rests on {found}"


def test_statements_are_still_known_after_they_got_other_numbers(desk: Desk, tmp_path: Path) -> None:
    content = tmp_path / "renumbered"
    shutil.copytree(desk.content, content)
    path = content / "pages" / f"{desk.sample.name}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"number: (\d+)", lambda number: f"number: {int(number[1]) + 1}", text), encoding="utf-8")
    desk.content = content
    words, others, expected = desk.sample.hours
    told = desk.diff(desk.sample.text.replace(words, others))
    assert numbers(told, "changed") == {number + 1 for number in expected}


def test_new_statement_is_said_not_to_be_compared(desk: Desk, tmp_path: Path) -> None:
    content = tmp_path / "extended"
    shutil.copytree(desk.content, content)
    path = content / "pages" / f"{desk.sample.name}.yml"
    with path.open("a", encoding="utf-8") as file:
        file.write(
            "- {number: 99, section: Overview, says: A new one., facts: [hours.week], question: and what else}\n"
        )
    desk.content = content
    assert "not compared: 99" in " ".join(desk.diff(desk.sample.text)["notes"])


def test_organisation_that_we_got_to_know_later_is_no_difference(desk: Desk, tmp_path: Path) -> None:
    content = tmp_path / "extended"
    shutil.copytree(desk.content, content)
    with (content / "organisations.yml").open("a", encoding="utf-8") as file:
        file.write(
            "- {id: guild, name: Guild of Tidal Millers, forms: [doctors, harbour offices], url: 'https://a.example', "
            "ask: them}\n"
        )
    desk.content = content
    same(desk.diff(desk.sample.text))


def test_review_keeps_the_salt_so_that_little_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys)
    path = fingerprints.path_for(MILL.name, desk.content)
    desk.run("fingerprint", MILL.text, "--today", "2026-11-23")
    first = path.read_text(encoding="utf-8").splitlines()
    changed = MILL.text.replace(MILL.hours[0], MILL.hours[1])
    status, out, _ = desk.run("fingerprint", changed, "--today", "2027-01-10")
    assert status == 0
    assert "35 hours" in out, "the editor reads what each statement rests on"
    second = path.read_text(encoding="utf-8").splitlines()
    assert len([1 for one, other in zip(first, second, strict=True) if one != other]) == 2, "the day, and the passage"
    same(desk.diff(changed))


def test_spoilt_fingerprints_are_a_plain_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys)
    fingerprints.path_for(MILL.name, desk.content).write_text('{"page": 1}')
    status, _, err = desk.run("diff", MILL.text)
    assert status == 2
    assert "make it anew" in err


def test_page_without_fingerprints_is_a_plain_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(MILL, samples.with_mill(tmp_path), tmp_path, capsys)
    status, _, err = desk.run("diff", MILL.text, "--page", MILL.name)
    assert status == 2
    assert "Make them with 'fingerprint'" in err


def test_kept_fingerprints_know_every_statement_of_their_page() -> None:
    for page in load().pages:
        kept = fingerprints.read(fingerprints.path_for(page.id, FOLDER))
        rested = {rest.number for passage in kept.passages for rest in passage.rests}
        missing = [statement.number for statement in page.statements if statement.number not in rested]
        assert missing == [], "run 'python -m knowledge.pages fingerprint' on the saved page"


def test_command_ends_with_the_status(tmp_path: Path) -> None:
    (tmp_path / "saved.txt").write_text("")
    command = [sys.executable, "-m", "knowledge.pages", "diff", str(tmp_path / "saved.txt")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
