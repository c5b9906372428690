"""Pay: the arithmetic, and the facts that pay tables amount to, checked against the tables as they are written."""

from __future__ import annotations

import datetime
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge import content, pay, pay_facts, store
from knowledge.content import FOLDER
from knowledge.pay import PayBand, PayStep, PayTable, Supplement
from knowledge.queries import Knowledge
from knowledge.schema import BAND_NAMES

TABLE = FOLDER / "pay" / "england-2025-26.yml"

BAND = PayBand("5", (PayStep(0, 31049), PayStep(2, 33487), PayStep(4, 37796)))
INNER = Supplement("inner", 20, 8465, "a-source", 5609, minimum_is_sure=True)


def table(place: str = "england", start: int = 2025, **more: Any) -> PayTable:  # noqa: ANN401
    given: dict[str, Any] = {"official": True, "bands": {"5": BAND}, "supplements": {"inner": INNER}, **more}
    days = datetime.date(start, 4, 1), datetime.date(start + 1, 3, 31)
    year = f"{start}/{(start + 1) % 100}"
    return PayTable(place, year, *days, source="a-source", as_of=days[0], confidence="high", **given)


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    """The table as an editor wrote it."""
    return dict(YAML(typ="safe").load(TABLE.read_text(encoding="utf-8")))


def half_up(amount: float) -> int:
    return math.floor(amount + 0.5)


# The arithmetic


@pytest.mark.parametrize(
    ("years", "pounds"),
    [(0, 31049), (1, 31049), (1.9, 31049), (2, 33487), (3, 33487), (3.99, 33487), (4, 37796), (40, 37796), (-1, 31049)],
)
def test_step_after_years(years: float, pounds: int) -> None:
    assert BAND.step_after(years).pounds == pounds


def test_entry_and_top() -> None:
    assert (BAND.entry, BAND.top) == (31049, 37796)


@pytest.mark.parametrize(
    ("pounds", "month"), [(31049, 2587), (37796, 3150), (12000, 1000), (12006, 1001), (12005, 1000)]
)
def test_month_is_a_twelfth_to_the_pound(pounds: int, month: int) -> None:
    assert pay.monthly(pounds) == month


@pytest.mark.parametrize(
    ("pounds", "hour"), [(24465, "12.51"), (31049, "15.88"), (37796, "19.33"), (46580, "23.82"), (125637, "64.25")]
)
def test_hourly_rate_is_that_of_the_published_table(pounds: int, hour: str) -> None:
    assert table().hourly(pounds) == Decimal(hour)


@pytest.mark.parametrize(("hours", "pounds"), [(37.5, 31049), (18.75, 15525), (22.5, 18629), (0, 0)])
def test_part_time_is_a_share(hours: float, pounds: int) -> None:
    assert table().part_time(31049, hours) == pounds


@pytest.mark.parametrize(
    ("pounds", "extra"), [(20000, 5609), (28045, 5609), (31049, 6210), (42325, 8465), (90000, 8465)]
)
def test_supplement_lies_between_its_limits(pounds: int, extra: int) -> None:
    assert INNER.on(pounds) == extra


@pytest.mark.parametrize("minimum", [None, 5609])
def test_supplement_that_hangs_on_an_unsure_minimum_is_not_said(minimum: int | None) -> None:
    unsure = replace(INNER, minimum=minimum, minimum_is_sure=False)
    assert unsure.on(20000) is None
    assert unsure.on(90000) == 8465
    assert table(supplements={"inner": unsure}).with_supplement("inner", 20000) is None


def test_salary_with_a_supplement() -> None:
    assert table().with_supplement("inner", 31049) == 37259
    assert table().with_supplement("the moon", 31049) is None


def test_newest_published_table_is_said() -> None:
    old, new = table(start=2024), table(start=2025)
    derived, rise = table(start=2026, official=False), table(start=2027, bands={})
    assert pay.newest([new, rise, old, derived], "england") is new
    assert pay.newest([old, new], "scotland") is None


def test_rise_is_told_until_the_table_holds_it() -> None:
    known, rise = table(start=2025, rise_percent=3.6), table(start=2026, rise_percent=3.3, bands={})
    assert pay.rise_since([rise, known], "england") is rise
    assert pay.rise_since([known], "england") is None
    assert pay.rise_since([known, table(start=2026, rise_percent=3.3)], "england") is None
    assert pay.rise_since([rise], "england") is rise


# The tables, from file to reader


def test_knowledge_hands_out_the_table_as_it_was_loaded(knowledge: Knowledge) -> None:
    loaded = {(known.place, known.year): known for known in content.load().tables}
    assert {(known.place, known.year): known for known in knowledge.pay_tables()} == loaded
    home = knowledge.pay_table()
    assert home is not None
    assert (home.place, home.year) == ("england", "2025/26")
    assert knowledge.pay_table("wales") is None


def test_bands_are_all_there_and_no_band_overtakes_the_next(knowledge: Knowledge) -> None:
    home = knowledge.pay_table()
    assert home is not None
    assert list(home.bands) == [name for name in BAND_NAMES if name != "8"]
    tops = [(band.entry, band.top) for band in home.bands.values()]
    assert [top for (_, top), (entry, _) in itertools.pairwise(tops) if top >= entry] == []


def test_every_band_tells_its_pay_a_year_a_month_an_hour_and_by_steps(
    knowledge: Knowledge, written: dict[str, Any]
) -> None:
    for row in written["bands"]:
        entry, top = row["steps"][0]["pounds"], row["steps"][-1]["pounds"]
        told = {fact.id.rpartition(".")[2]: fact.text or "" for fact in knowledge.facts_about("band", row["band"])}
        assert f"£{entry:,}" in told["pounds"]
        assert f"£{top:,} a year in England in 2025/26" in told["pounds"]
        assert f"starts at £{entry:,} a year" in told["start"]
        assert f"goes up to £{top:,} a year" in told.get("top", "") or entry == top
        assert f"£{half_up(entry / 12):,}" in told["month"]
        assert f"£{half_up(top / 12):,} a month" in told["month"]
        assert f"£{entry / (37.5 * 365 / 7):.2f}" in told["hour"]
        for step in row["steps"]:
            assert f"£{step['pounds']:,}" in told["steps"]
            assert not step["after_years"] or f"after {step['after_years']} years" in told["steps"]


def test_stages_get_the_pounds_of_their_band(knowledge: Knowledge, written: dict[str, Any]) -> None:
    entries = {row["band"]: row["steps"][0]["pounds"] for row in written["bands"]}
    for stage, band in (("practitioner", "5"), ("trainee-clinical-scientist", "6"), ("clinical-scientist", "7")):
        (fact,) = knowledge.facts_by_id([f"stage.{stage}.pounds"])
        assert f"£{entries[band]:,}" in (fact.text or "")
        assert fact.about == {"stage": stage}
        assert fact.source.id == written["source"]


def allowed_amounts(written: dict[str, Any]) -> Iterator[Decimal]:
    """All that the table says, and what follows from it by arithmetic done here once more."""
    for row in written["bands"]:
        for pounds in (step["pounds"] for step in row["steps"]):
            yield Decimal(f"{pounds * 7 / 365 / 37.5:.2f}")
            yield from map(Decimal, (pounds, half_up(pounds / 12), half_up(pounds / 2)))
            for area in written["supplements"]:
                share = half_up(pounds * area["percent"] / 100)
                yield Decimal(pounds + min(max(share, area["minimum"]), area["maximum"]))
    yield from (Decimal(area["maximum"]) for area in written["supplements"])


def test_every_amount_said_of_the_tables_year_is_in_the_table_or_follows_from_it(
    knowledge: Knowledge, written: dict[str, Any]
) -> None:
    allowed = {*allowed_amounts(written), Decimal(100_000)}
    told = 0
    # The loans of students are of the same years, and no pay.
    for topic in (topic for topic in knowledge.topics() if topic.id != "course_funding"):
        for fact in knowledge.facts(topic.id):
            text = " ".join([fact.text or "", fact.lead or "", *fact.items])
            if written["year"] in text and "£" in text:
                amounts = [Decimal(amount.replace(",", "")) for amount in re.findall(r"£([\d,]+(?:\.\d+)?)", text)]
                assert [amount for amount in amounts if amount not in allowed] == [], f"{fact.id}: {text}"
                told += len(amounts)
    assert told > 100


def test_figures_that_hang_on_an_unsure_minimum_are_not_told(knowledge: Knowledge) -> None:
    told = {fact.id for fact in knowledge.facts_about("band", "5")}
    assert "pay.band5.inner" in told
    assert "pay.band5.outer" not in told
    assert not {"pay.band2.inner", "pay.band2.outer"} & {fact.id for fact in knowledge.facts_about("band", "2")}


def test_what_is_written_of_steps_and_six_figures_holds_for_the_table(knowledge: Knowledge) -> None:
    home = knowledge.pay_table()
    assert home is not None
    steps = {name: [step.after_years for step in band.steps] for name, band in home.bands.items()}
    assert {len(steps[name]) for name in ("3", "4")} == {2}
    assert steps["5"] == [0, 2, 4]
    assert {tuple(years) for name, years in steps.items() if BAND_NAMES.index(name) > BAND_NAMES.index("5")} == {
        (0, 2, 5)
    }
    above = [(name, band.entry > 100_000) for name, band in home.bands.items() if band.top > 100_000]
    assert above == [("8d", False), ("9", True)]


def test_general_answer_holds_bands_pounds_year_and_the_later_rise(knowledge: Knowledge) -> None:
    first = [fact.id for fact in knowledge.facts("pay") if not fact.about][:3]
    assert first == ["pay.range", "pay.pounds", "pay.england.rise"]


# What a new file brings


def add(folder: Path, name: str, text: str) -> None:
    (folder / "pay" / f"{name}.yml").write_text(text, encoding="utf-8")


def test_new_table_brings_every_text_up_to_date_and_ends_the_rise(folder: Path, tmp_path: Path) -> None:
    old = TABLE.read_text(encoding="utf-8")
    new = old.replace("2025-26\nplace", "2026-27\nplace").replace("year: 2025/26", "year: 2026/27")
    new = new.replace("from: 2025", "from: 2026").replace("until: 2026", "until: 2027").replace("31049", "32073")
    add(folder, "england-2026-27", new)
    store.build(folder, tmp_path / "knowledge.db")
    knowledge = Knowledge(tmp_path / "knowledge.db")
    texts = [fact.text or "" for topic in ("pay", "pay_start") for fact in knowledge.facts(topic)]
    assert "£32,073" in " ".join(texts)
    assert [text for text in texts if "£31,049" in text] == []
    assert knowledge.facts_by_id(["pay.england.rise"]) == []


def test_derived_table_is_not_said(folder: Path, tmp_path: Path) -> None:
    path = folder / "pay" / TABLE.name
    path.write_text(path.read_text(encoding="utf-8").replace("2025-26\nplace", "2024-25\nplace"), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("2025/26", "2024/25")
    path.unlink()
    add(folder, "england-2024-25", text.replace("from: 2025", "from: 2024").replace("until: 2026", "until: 2025"))
    add(folder, "england-2025-26", TABLE.read_text(encoding="utf-8").replace("status: official", "status: derived"))
    store.build(folder, tmp_path / "knowledge.db")
    home = Knowledge(tmp_path / "knowledge.db").pay_table()
    assert home is not None
    assert home.year == "2024/25"


def test_table_of_another_nation_answers_there(folder: Path, tmp_path: Path) -> None:
    text = TABLE.read_text(encoding="utf-8").replace(
        "id: england-2025-26\nplace: england", "id: wales-2025-26\nplace: wales"
    )
    add(folder, "wales-2025-26", text)
    store.build(folder, tmp_path / "knowledge.db")
    (fact,) = Knowledge(tmp_path / "knowledge.db").facts_by_id(["pay.wales.bands"])
    assert fact.about == {"place": "wales"}
    assert fact.lead == "Pay a year in Wales in 2025/26, before tax:"
    assert fact.items[0] == "band 5: £31,049 to £37,796"


def test_every_figure_has_a_name_that_texts_can_use(knowledge: Knowledge) -> None:
    home = knowledge.pay_table()
    assert home is not None
    names = pay_facts.figures(home)
    assert names["pay_5_after_2"] == 33487
    assert names["pay_8a_top_monthly"] == 5224
    assert "pay_5_entry_outer" not in names


# Bands as things


@pytest.mark.parametrize("form", ["band 8a", "8a", "band8a", "band eight a", "b8a", "band 8 a"])
def test_parts_of_band_8_go_by_what_people_call_them(form: str, knowledge: Knowledge) -> None:
    assert ("band", "8a", form) in knowledge.words()


def test_bands_are_things_in_their_order(knowledge: Knowledge) -> None:
    assert [band.id for band in knowledge.things("band")] == list(BAND_NAMES)
