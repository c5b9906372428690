"""A draft of a role, made of a saved page: what is taken from the page, and that nobody meets it before its review."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge import content, store
from knowledge.pages.__main__ import main
from knowledge.problems import ContentError
from knowledge.queries import Knowledge
from tests.knowledge.pages import samples
from tests.knowledge.pages.samples import MILL, Sample

MILL_ID = "tide-mill-technology-in-coastal-health"


def drafted(sample: Sample, folder: Path, tmp_path: Path, html: bool = False) -> Path:
    """The draft file of a page, in its usual place."""
    saved = tmp_path / ("saved.html" if html else "saved.txt")
    saved.write_text(samples.as_html(sample) if html else sample.text, encoding="utf-8")
    before = set(folder.rglob("*.yml"))
    assert main(["draft", str(saved), "--content", str(folder), "--today", "2026-11-24"]) == 0
    (path,) = set(folder.rglob("*.yml")) - before
    return path


def data(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def values(path: Path) -> list[dict[str, Any]]:
    return [fact["values"] for fact in data(path)["facts"] if "values" in fact]


@pytest.fixture(params=["real", "invented"])
def sample(request: pytest.FixtureRequest) -> Sample:
    return samples.real() if request.param == "real" else MILL


def test_values_of_the_page_are_typed(folder: Path, tmp_path: Path) -> None:
    assert values(drafted(MILL, folder, tmp_path)) == [
        {"lowest_band": 4, "highest_band": 7},
        {"band": 3, "band_2": "8a"},
        {"hours_per_week": 36.5},
        {"month": "March 2024", "number": 1240},
        {"opens_month": 10},
    ]


def test_values_of_the_real_page_are_typed(folder: Path, tmp_path: Path) -> None:
    found = values(drafted(samples.real(), folder, tmp_path))
    for expected in (
        {"lowest_band": 5, "highest_band": 9},
        {"hours_per_week": 37.5},
        {"month": "November 2018", "number": 6123},
        {"opens_month": 1},
    ):
        assert expected in found


def test_areas_become_specialisms(folder: Path, tmp_path: Path) -> None:
    names = [specialism["name"] for specialism in data(drafted(MILL, folder, tmp_path))["specialisms"]]
    assert names == ["gate keeping", "power metering", "silt and wildlife"]


def test_areas_of_the_real_page_become_specialisms(folder: Path, tmp_path: Path) -> None:
    found = data(drafted(samples.real(), folder, tmp_path))["specialisms"]
    assert [specialism["id"] for specialism in found] == [
        "nuclear-medicine",
        "medical-engineering",
        "mobility-and-gait-analysis",
        "radiotherapy-technology",
        "renal-technology",
        "vascular-technology",
    ]


def test_sentences_find_their_topics_and_sections(folder: Path, tmp_path: Path) -> None:
    facts = data(drafted(MILL, folder, tmp_path))["facts"]
    found = {(fact["topic"], fact["section"]) for fact in facts}
    assert {
        ("role_overview", "Introduction"),
        ("workplace", "Where will I work?"),
        ("colleagues", "Who will I work with?"),
        ("pay", "Want to learn more?"),
        ("hours", "Want to learn more?"),
        ("on_call", "Want to learn more?"),
        ("vacancies", "Finding and applying for jobs"),
        ("application_process", "Finding and applying for jobs"),
    } <= found


def test_organisations_links_and_sections_are_named(folder: Path, tmp_path: Path) -> None:
    text = drafted(MILL, folder, tmp_path, html=True).read_text(encoding="utf-8")
    assert "# organisation: nhs-jobs\n" in text
    unknown = re.search(r"not in organisations\.yml: (.*)\.$", text, re.MULTILINE)
    assert unknown is not None
    assert unknown[1].split(", ") == ["Guild of Tidal Millers", "Coastal Skills Academy"]
    assert "# address: /roles/gate keeping" in text
    assert "#      url: https://www.mills.example/roles/page" in text
    assert re.search(r"^# Sections recognised: .*Working life, .*Job market", text, re.MULTILINE)
    assert re.search(r"^# Sections that are new to us: Want to learn more\?\.$", text, re.MULTILINE)


def test_html_gives_the_draft_that_text_gives(folder: Path, tmp_path: Path) -> None:
    path = drafted(MILL, folder, tmp_path)
    of_text = data(path)
    path.unlink()
    assert data(drafted(MILL, folder, tmp_path, html=True)) == of_text


def test_sentences_of_the_page_stand_in_comments_only(sample: Sample, folder: Path, tmp_path: Path) -> None:
    lines = drafted(sample, folder, tmp_path).read_text(encoding="utf-8").splitlines()
    page = " ".join(sample.text.split())
    quoted = [line.partition(": ")[2] for line in lines if line.startswith("# PAGE:")]
    assert len(quoted) > 20
    assert [quote for quote in quoted if quote not in page] == []
    written = " ".join(line for line in lines if not line.startswith("# PAGE:")).casefold()
    sentences = [quote for quote in quoted if len(quote.split()) > 5]
    assert [quote for quote in sentences if " ".join(quote.casefold().split()[:6]) in written] == []


def test_every_text_is_left_to_the_editor(sample: Sample, folder: Path, tmp_path: Path) -> None:
    draft = data(drafted(sample, folder, tmp_path))
    texts = [fact["text"] for fact in draft["facts"]]
    texts += [specialism[key] for specialism in draft["specialisms"] for key in ("worker", "summary", "equipment")]
    assert [text for text in texts if not text.startswith("TODO")] == []
    for fact in draft["facts"]:
        assert all(f"{{{name}}}" in fact["text"] for name in fact.get("values", {}))


def test_draft_is_not_read_where_it_is_written(folder: Path, tmp_path: Path) -> None:
    assert drafted(MILL, folder, tmp_path) == folder / "drafts" / f"{MILL_ID}.yml"
    content.load(folder)


def move(folder: Path, tmp_path: Path) -> Path:
    """Put the draft among the roles, as an editor does in the end."""
    return drafted(MILL, folder, tmp_path).rename(folder / "roles" / f"{MILL_ID}.yml")


def problems(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        content.load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_draft_among_the_roles_is_refused(folder: Path, tmp_path: Path) -> None:
    path = move(folder, tmp_path)
    line = path.read_text(encoding="utf-8").splitlines().index("draft: true") + 1
    (told,) = problems(folder)
    assert told.startswith(f"roles/{MILL_ID}.yml:{line}: this file is a draft")
    assert "delete the line 'draft: true'" in told


def test_draft_without_its_key_is_refused_line_by_line(folder: Path, tmp_path: Path) -> None:
    path = move(folder, tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("draft: true\n", ""), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    told = problems(folder)
    quotes = [number for number, line in enumerate(lines, 1) if line.startswith("# PAGE:")]
    todos = [number for number, line in enumerate(lines, 1) if "TODO" in line and not line.startswith("#")]
    assert len(quotes) + len(todos) == len(told)
    for number in quotes:
        assert any(text.startswith(f"roles/{MILL_ID}.yml:{number}: a sentence of the page") for text in told)
    for number in todos:
        assert any(text.startswith(f"roles/{MILL_ID}.yml:{number}: a TODO is left") for text in told)


def test_finished_draft_is_loaded(folder: Path, tmp_path: Path) -> None:
    path = move(folder, tmp_path)
    text = path.read_text(encoding="utf-8")
    source = re.findall(r"^#    (.*)$", text, flags=re.MULTILINE)
    source = [line.replace("TODO", "The harbour office", 1) if "publisher" in line else line for line in source]
    source = [line.replace("TODO", "https://www.mills.example") for line in source]
    with (folder / "sources.yml").open("a", encoding="utf-8") as file:
        file.write("\n".join(source) + "\n")
    text = re.sub(r"^(?:# PAGE:.*|draft: true)\n", "", text, flags=re.MULTILINE)
    # A sentence that fits none of the topics that we know needs one from the editor.
    text = text.replace("topic: TODO", "topic: role_overview").replace("TODO: in your own words, ", "Tell ")
    path.write_text(text, encoding="utf-8")
    store.build(folder, tmp_path / "knowledge.db")
    knowledge = Knowledge(tmp_path / "knowledge.db")
    assert "36.5" in " ".join(fact.text or "" for fact in knowledge.facts("hours"))
    assert "gate-keeping" in [thing.id for thing in knowledge.things("specialism")]


def test_own_notes_of_an_editor_are_no_remains_of_a_draft(folder: Path) -> None:
    with (folder / "glossary.yml").open("a", encoding="utf-8") as file:
        file.write("# TODO ask somebody about the next one\n")
    content.load(folder)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ponds\n\nThey are deep.\n\nHow to dig\n\nUse a spade.\n", "does not look like the page of a role"),
        ("", "is empty"),
    ],
)
def test_page_that_is_no_role_is_refused(
    text: str, words: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "saved.txt").write_text(text)
    assert main(["draft", str(tmp_path / "saved.txt"), "--content", str(folder)]) == 2
    assert words in capsys.readouterr().err
    assert not (folder / "drafts").exists()


def test_draft_that_somebody_works_on_is_not_overwritten(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = drafted(MILL, folder, tmp_path)
    path.write_text("half done")
    assert main(["draft", str(tmp_path / "saved.txt"), "--content", str(folder)]) == 2
    assert "--output" in capsys.readouterr().err
    assert path.read_text() == "half done"
    other = tmp_path / "other" / "draft.yml"
    assert main(["draft", str(tmp_path / "saved.txt"), "--content", str(folder), "--output", str(other)]) == 0
    assert other.exists()
