"""`make knowledge-check`: what it lists, where it says to look, and when it fails. Every test sets the day."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import check, content
from knowledge.check import Finding, Report

ROOT = Path(__file__).parents[2]
ROLE = "roles/clinical-technologist.yml"
TODAY = datetime.date(2026, 11, 24)
FACTS = """
id: extra
source: page
as_of: 2026-11-23
confidence: high
facts:
"""
FIGURE = "text: 'There are {lockers} lockers.', values: {lockers: 3}"


@pytest.fixture
def folder(folder: Path) -> Path:
    """The content as if all of it had been read yesterday, so that a test meets only what it adds."""
    for path in folder.rglob("*.yml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"\bas_of: [\d-]+", "as_of: 2026-11-23", text), encoding="utf-8")
    return folder


def add(folder: Path, *facts: str, head: str = FACTS) -> None:
    """Put facts into a file of their own, each as `id, topic, text, values` and further keys."""
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "facts" / "extra.yml").write_text(head.lstrip() + "".join(f"- {{{fact}}}\n" for fact in facts))


def report(folder: Path, today: datetime.date = TODAY) -> Report:
    return check.check(content.survey(folder), today)


def found(folder: Path, kind: str, today: datetime.date = TODAY) -> list[Finding]:
    return [finding for finding in report(folder, today).findings if finding.kind == kind]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "knowledge", "check", *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_content_has_nothing_that_contradicts_or_lacks_a_source() -> None:
    looked = check.check(content.survey(), TODAY)
    assert [f for f in looked.findings if f.kind in ("mistake", "unsourced", "contradicted")] == []
    assert looked.facts > 100


def test_fresh_content_ends_well_and_says_when_to_look_again(folder: Path) -> None:
    run = command("--content", folder, "--today", TODAY)
    assert run.returncode == 0, run.stdout
    assert "0 to act on" in run.stdout
    assert re.search(r"next review falls due on 20\d\d-\d\d-\d\d", run.stdout)


def test_overdue_fact_is_listed_with_its_line_its_day_and_what_to_read(folder: Path) -> None:
    add(
        folder,
        f"id: old.fact, topic: hours, {FIGURE}, as_of: 2025-11-24",
        f"id: new.fact, topic: hours, {FIGURE}, as_of: 2025-11-25",
        "id: other.fact, topic: hours, text: It is still so., as_of: 2025-11-24",
    )
    (overdue,) = found(folder, "overdue")
    assert (overdue.fact, overdue.file, overdue.line) == ("old.fact", "facts/extra.yml", 6)
    assert "2026-11-24" in overdue.says
    run = command("--content", folder, "--today", TODAY)
    assert run.returncode == 1
    assert re.search(r"old\.fact +facts/extra\.yml:6 +was to be reviewed by 2026-11-24", run.stdout)
    assert "Read the source again" in run.stdout
    assert overdue.address.startswith("https://")
    assert overdue.address in run.stdout
    assert "new.fact" not in run.stdout
    # What states no figure holds as long as its source goes on saying it, and that was read yesterday.
    assert "other.fact" not in run.stdout


def test_fact_of_low_confidence_is_told_but_is_no_failure(folder: Path) -> None:
    add(folder, "id: perhaps, topic: hours, text: It may be so., confidence: low")
    (doubtful,) = found(folder, "low confidence")
    assert doubtful.fact == "perhaps"
    assert not report(folder).must_act
    run = command("--content", folder, "--today", TODAY)
    assert run.returncode == 0
    assert "0 to act on, 1 to know" in run.stdout


def test_fact_without_provenance_is_listed_once_with_all_that_it_lacks(folder: Path) -> None:
    add(folder, "id: from.nowhere, topic: hours, text: So they say.", head="id: extra\nconfidence: high\nfacts:\n")
    (unsourced,) = report(folder).findings
    assert unsourced.kind == "unsourced"
    assert unsourced.fact == "from.nowhere"
    assert "no source and no as_of" in unsourced.says
    assert command("--content", folder, "--today", TODAY).returncode == 1


def test_mistakes_are_told_beside_what_can_still_be_judged(folder: Path) -> None:
    add(folder, f"id: old.fact, topic: hours, {FIGURE}, as_of: 2020-01-01")
    (folder / "organisations.yml").write_text("organisations:\n\t- id: nobody\n")
    (mistake,) = found(folder, "mistake")
    assert (mistake.file, mistake.line) == ("organisations.yml", 2)
    assert "Use spaces" in mistake.says
    assert [finding.fact for finding in found(folder, "overdue")] == ["old.fact"]
    assert command("--content", folder, "--today", TODAY).returncode == 1


def test_json_has_the_same_findings(folder: Path) -> None:
    add(folder, f"id: old.fact, topic: hours, {FIGURE}, as_of: 2020-01-01, confidence: low")
    run = command("--content", folder, "--today", TODAY, "--json")
    assert run.returncode == 1
    told = json.loads(run.stdout)
    assert told["today"] == "2026-11-24"
    assert told["facts"] == report(folder).facts
    assert [(row["kind"], row["fact"], row["line"], row["must_act"]) for row in told["findings"]] == [
        ("overdue", "old.fact", 6, True),
        ("low confidence", "old.fact", 6, False),
    ]


CONTRADICTIONS = {
    "another figure in another topic": [
        "topic: part_time, text: 'They work {hours_per_week} hours.', values: {hours_per_week: 40}"
    ],
    "another figure among others": [
        "topic: pay, text: 'A qualified scientist is on band {scientist_band}.', values: {scientist_band: 8}"
    ],
    "a figure that a route brings": ["topic: stp_dates, text: 'Opens in {opens_month}.', values: {opens_month: 3}"],
    "a figure for the same period": [
        "topic: registered_number, text: 'In {year}, {listed} were on the list.', values: {year: '2024', listed: 2}",
        "topic: registered_number, text: '{listed} were on the list in {year}.', values: {year: '2024', listed: 3}",
    ],
    "the same about the same thing": [
        "topic: pay, about: {band: '5'}, text: 'Pay starts at {pounds}.', values: {pounds: 31049}",
        "topic: pay, about: {band: '5'}, text: 'Pay starts at {pounds} a year.', values: {pounds: 31048.5}",
    ],
    "two days in the same year": [
        "topic: stp_dates, text: 'The STP opens on {opens_day}.', values: {opens_day: 2027-01-18}",
        "topic: stp_overview, text: 'The STP opens on {opens_day}.', values: {opens_day: 2027-01-20}",
    ],
}  # fmt: skip

NO_CONTRADICTIONS = {
    "the same figure written otherwise": [
        "topic: part_time, text: '{hours_per_week} hours.', values: {hours_per_week: 37.50}"
    ],
    "the same kind of figure for another course": [
        "topic: stp_overview, text: 'The STP takes {training_years} years.', values: {training_years: 3}",
        "topic: degree_application, text: 'A BSc takes {training_years} years.', values: {training_years: 4}",
    ],
    "a figure for another period": [
        "topic: registered_number, text: 'In {year}, {listed} were on the list.', values: {year: '2024', listed: 2}",
        "topic: registered_number, text: '{listed} were on the list in {year}.', values: {year: '2025', listed: 3}",
    ],
    "a word among the values differs": [
        "topic: apprenticeships, text: 'Level {level} takes {months} months.', values: {level: '2', months: 12}",
        "topic: apprenticeships, text: 'Level {level} takes {months} months.', values: {level: '4', months: 24}",
    ],
    "the texts tell of other things": [
        "topic: leave_and_benefits, text: 'Sick pay is full for {weeks} weeks.', values: {weeks: 4}",
        "topic: leave_and_benefits, text: 'Maternity pay is full for {weeks} weeks.', values: {weeks: 8}",
    ],
    "about another thing": [
        "topic: pay, about: {band: '5'}, text: 'Pay starts at {pounds}.', values: {pounds: 31049}",
        "topic: pay, about: {band: '6'}, text: 'Pay starts at {pounds}.', values: {pounds: 38682}",
    ],
    "the words name another thing": [
        "topic: training_length, text: 'The STP takes {years} years.', values: {years: 3}",
        "topic: training_length, text: 'In Scotland it takes {years} years.', values: {years: 4}",
    ],
    "a word that means something else in another topic": [
        "topic: training_length, text: 'It takes {years} years.', values: {years: 3}",
        "topic: entry_requirements, text: 'You need {years} years of maths.', values: {years: 2}",
    ],
    "rounds of different years": [
        "topic: stp_dates, text: 'The STP opens on {opens_day}.', values: {opens_day: 2026-01-20}",
        "topic: stp_dates, text: 'The STP opens on {opens_day}.', values: {opens_day: 2027-01-18}",
    ],
    "words instead of figures": [
        "topic: stp_dates, text: 'It is in {season_name}.', values: {season_name: autumn}",
        "topic: stp_dates, text: 'It is in {season_name}.', values: {season_name: the fall}",
    ],
}  # fmt: skip


def numbered(facts: list[str]) -> list[str]:
    return [f"id: extra.{number}, {fact}" for number, fact in enumerate(facts, 1)]


@pytest.mark.parametrize("facts", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_contradiction_is_found_and_names_both_facts(facts: list[str], folder: Path) -> None:
    add(folder, *numbered(facts))
    (contradicted,) = [f for f in report(folder).findings if f.kind != "overdue"]
    assert contradicted.kind == "contradicted"
    assert re.search(r"(\w+) is \S+ here, and \S+ in \S+ \(\S+\.yml:\d+\)", contradicted.says)
    assert "extra." in contradicted.fact + contradicted.says
    assert report(folder).must_act


@pytest.mark.parametrize("facts", NO_CONTRADICTIONS.values(), ids=NO_CONTRADICTIONS.keys())
def test_no_contradiction_where_there_is_none(facts: list[str], folder: Path) -> None:
    add(folder, *numbered(facts))
    assert report(folder).findings == ()


def test_routes_may_differ_from_each_other(folder: Path) -> None:
    path = folder / ROLE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  organisation: ucas", "  organisation: ucas\n  opens_month: 9", 1), encoding="utf-8")
    assert found(folder, "contradicted") == []
