"""The values that are found in sentences, and what is no value."""

from __future__ import annotations

import pytest

from knowledge.pages.typed import Values, changes, typed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You start on band 5.", {"band": ("5",)}),
        ("Pay is between Bands 5 and 8a, or band 9.", {"band": ("5", "8a", "9")}),
        ("Bands 2, 3 or 4", {"band": ("2", "3", "4")}),
        ("You are on band 6 and 37.5 hours.", {"band": ("6",), "hours": ("37.5",)}),
        ("a 12-hour shift, seven hours of sleep", {"hours": ("12", "7")}),
        ("6,123 people, not 6124", {"number": ("6123", "6124")}),
        ("It opens on 18th January 2027, or in February.", {"month": ("18 January 2027", "February")}),
        ("From £31,049 to £37k, up 3.3%", {"money": ("£31049", "£37k"), "percent": ("3.3",)}),
        ("Since 2018", {"year": ("2018",)}),
        ("Call 0345 60 60 655 or 01632 960 123.", {"phone": ("0345 60 60 655", "01632 960 123")}),
        ("See https://www.nhs.uk/jobs.", {"address": ("https://www.nhs.uk/jobs",)}),
        ("3-D video, one of a number of areas, you may march on", {}),
        ("two A levels", {"number": ("2",)}),
    ],
)
def test_values_of_a_sentence(text: str, expected: Values) -> None:
    found = typed(text).values
    assert {kind: tuple(value.replace(" ", "") for value in values) for kind, values in found.items()} == {
        kind: tuple(value.replace(" ", "") for value in values) for kind, values in expected.items()
    }


def test_words_around_the_values_stay_the_same() -> None:
    one, other = typed("Band 5 has 37.5 hours from May 2026."), typed("Band 6 has 40 hours from June 2027.")
    assert one.masked == other.masked


def test_changes_leave_out_what_stayed() -> None:
    before: Values = {"band": ("5", "9"), "hours": ("37.5",), "month": ("May",)}
    after: Values = {"band": ("9", "6"), "hours": ("37.5",), "number": ("2",)}
    assert changes(before, after) == {"band": (("5",), ("6",)), "month": (("May",), ()), "number": ((), ("2",))}
