"""Mistakes in what a new year changes, pay tables and rounds: where they are, what is wrong, and how to mend them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.knowledge.test_broken_content import Mistake, line_of, problems_of, spoil, swap

PAY = "pay/england-2025-26.yml"
RISE = "pay/wales-2026-27.yml"
ROUNDS = "rounds.yml"
FACTS = "facts/pay.yml"

MISTAKES = {
    "step that pays less": Mistake(
        PAY,
        swap("pounds: 33487", "pounds: 30487"),
        "the step of £30,487 does not come later and pay more than the one before it",
        "Order the steps",
        line_of(b"  steps:\n  - {after_years: 0, pounds: 31049}"),
    ),
    "first step after years": Mistake(
        PAY,
        swap("after_years: 0, pounds: 31049", "after_years: 1, pounds: 31049"),
        "the first step comes after 0 years",
        "Put the entry salary first",
        line_of(b"  steps:\n  - {after_years: 1, pounds: 31049}"),
    ),
    "figure that nobody is paid": Mistake(
        PAY, swap("pounds: 31049", "pounds: 3104"), "greater than or equal to 10000", "Compare it with its neighbours"
    ),
    "figure with a comma": Mistake(
        PAY, swap("pounds: 31049", 'pounds: "31,049"'), "value is not a valid integer", "without quotation marks"
    ),
    "band that does not exist": Mistake(
        PAY, swap("band: 8a", "band: 8e"), "there is no band '8e'", "Write one of 2, 3, 4, 5, 6, 7, 8a"
    ),
    "band as a number": Mistake(PAY, swap('band: "5"', "band: 5"), "str type expected", "quotation marks"),
    "band named twice": Mistake(
        PAY,
        swap('band: "6"', 'band: "5"'),
        "band 5 comes after band 5",
        "Name each band once",
        line_of(b"bands:"),
    ),
    "band that starts below the one before": Mistake(
        PAY,
        swap("after_years: 0, pounds: 38682", "after_years: 0, pounds: 28682"),
        "band 6 starts at £28,682, no more than band 5",
        "Compare both figures with the source",
        line_of(b"bands:"),
    ),
    "year that is none": Mistake(
        PAY, swap("year: 2025/26", "year: 2025/27"), "not a financial year", "Write it as 2025/26"
    ),
    "year of another file": Mistake(
        PAY,
        swap("year: 2025/26", "year: 2024/25"),
        "has the id 'england-2024-25'",
        "Correct the id, the place or the year",
    ),
    "end before the start": Mistake(
        PAY, swap("valid_until: 2026", "valid_until: 2024"), "2024-03-31 is not after 2025-04-01", "Correct valid_from"
    ),
    "status that is none": Mistake(PAY, swap("status: official", "status: guessed"), "'status' is wrong", "Compare it"),
    "minimum above the maximum": Mistake(
        PAY, swap("minimum: 5609", "minimum: 9609"), "the minimum £9,609 is above the maximum £8,465", "Swap or correct"
    ),
    "area with two supplements": Mistake(
        PAY, swap("area: outer", "area: inner"), "an area has two supplements", "Keep one", line_of(b"supplements:")
    ),
    "supplement of no source": Mistake(
        PAY, swap("  source: london-supplement", "  source: no-such"), "there is no source 'no-such'", "add the source"
    ),
    "table of no place": Mistake(
        RISE,
        swap("id: wales-2026-27\nplace: wales", "id: atlantis-2026-27\nplace: atlantis"),
        "'atlantis-2026-27' is not the name of the file",
        "Make both the same",
    ),
    "neither bands nor a rise": Mistake(
        RISE,
        swap("rise_percent: 3.3\n", ""),
        "there are neither bands nor a rise",
        "Add 'bands:', or 'rise_percent:'",
        lambda raw: 1,
    ),
    "table of no source": Mistake(
        RISE, swap("source: pay-award-2026-27", "source: no-such"), "there is no source 'no-such'", "add the source"
    ),
    "table without a source": Mistake(
        RISE, swap("source: pay-award-2026-27\n", ""), "this has no source", "Add 'source:'", lambda raw: 1
    ),
    "figure that the table has not": Mistake(
        FACTS,
        swap(r"\{pay_5_after_2\} after", "{pay_5_after_3} after"),
        "{pay_5_after_3}, which is not among the values",
        "Correct the name",
        line_of(b"- id: pay.steps.list"),
    ),
    "round that closes before it opens": Mistake(
        ROUNDS,
        swap("closes: 2025-02-06", "closes: 2025-01-16"),
        "the round closes on 2025-01-16, before it opens",
        "Correct one of the dates",
    ),
    "round without a date": Mistake(
        ROUNDS,
        swap(", opens: 2022-01-18", ""),
        "the round has no date",
        "Add 'opens:' or 'closes:'",
    ),
    "round named twice": Mistake(
        ROUNDS,
        swap("entry: 2025, opens", "entry: 2024, opens"),
        "the rounds are not in the order of their years",
        "Name each year once",
        line_of(b"  rounds:"),
    ),
    "round of no source": Mistake(
        ROUNDS,
        swap("source: stp-round-2023", "source: no-such"),
        "there is no source 'no-such'",
        "add the source",
    ),
    "rounds of no route": Mistake(
        ROUNDS, swap("route: degree", "route: no-such"), "there is no route 'no-such'", "add the route"
    ),
    "text that names what nobody knows then": Mistake(
        ROUNDS,
        swap(r"usually open between \{usual\}, which", "usually open on {dates}, which"),
        "the text for 'waiting' of 'stp.now' names {dates}, which nobody knows then",
        "It can name away, latest",
        line_of(b"  - id: stp.now\n"),
    ),
    "state without a text": Mistake(
        ROUNDS,
        swap(r"      perhaps: >-\n.*\n.*\n", ""),
        "'stp.now' has no text for 'perhaps'",
        "Add it: each of them comes some day",
        line_of(b"  - id: stp.now\n"),
    ),
    "state that is none": Mistake(
        ROUNDS,
        swap("      announced: >-", "      anounced: >-"),
        "unexpected value",
        "Compare it",
        line_of(b"    texts:"),
    ),
    "text and texts": Mistake(
        ROUNDS,
        swap("    texts:", "    text: STP dates.\n    texts:"),
        "a fact has either a text, or texts by state",
        "Keep one of the two",
        line_of(b"    texts:"),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_message_says_where_the_mistake_is_and_how_to_mend_it(mistake: Mistake, folder: Path, tmp_path: Path) -> None:
    line = spoil(folder, mistake)
    told = [str(problem) for problem in problems_of(folder, tmp_path / "knowledge.db")]
    place = f"{mistake.file}:{line}: "
    assert any(
        text.startswith(place) and mistake.wrong in text and mistake.mend in text.partition(mistake.wrong)[2]
        for text in told
    ), f"expected {place}… {mistake.wrong} … {mistake.mend}, but was told:\n" + "\n".join(told[:5])


def test_text_that_names_a_figure_without_any_pay_table_is_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "pay")
    problems = problems_of(folder, tmp_path / "knowledge.db")
    assert any(problem.file == FACTS and "{pay_5_entry}" in problem.wrong for problem in problems)


def test_place_that_does_not_exist_is_noticed_when_all_else_fits(folder: Path, tmp_path: Path) -> None:
    path = folder / RISE
    text = path.read_text(encoding="utf-8").replace("wales", "atlantis")
    path.rename(path.with_name("atlantis-2026-27.yml")).write_text(text, encoding="utf-8")
    (problem,) = problems_of(folder, tmp_path / "knowledge.db")
    assert str(problem).startswith("pay/atlantis-2026-27.yml:3: there is no place 'atlantis'. ")
