"""Role names are found, and stand in the way of no topic."""

from __future__ import annotations

import pytest

from bot.nlu.roles import RoleNames

WORDS = [
    ("topic", "pay", "pay"),
    ("role", "home", "clinical technologist"),
    ("role", "home", "technologist"),
    ("specialism", "renal", "renal technologist"),
    ("role", "nuclear", "nuclear medicine technologist"),
    ("role", "nuclear", "nuclear medicine technologists"),
    ("role", "renal", "renal technologist"),
    ("role", "safety", "radiation safety physics"),
]


@pytest.mark.parametrize(
    ("text", "roles", "general"),
    [
        ("what do i earn", [], "what do i earn"),
        ("what does a technologist earn", [], "what does a technologist earn"),
        ("pay of a nuclear medicine technologist?", ["nuclear"], "pay of a clinical technologist?"),
        ("do nuclear medicine technologists inject", ["nuclear"], "do clinical technologists inject"),
        ("radiation safety physics, is it hard", ["safety"], "clinical technologist, is it hard"),
        # What is also the name of a specialism says more than a role, and stays.
        ("a renal technologist's day", [], "a renal technologist's day"),
        ("is a renal technologist on call", ["renal"], "is a renal technologist on call"),
        ("nuclear medicine", [], "nuclear medicine"),
    ],
)
def test_a_role_gives_way_to_the_home_role(text: str, roles: list[str], general: str) -> None:
    assert RoleNames(WORDS).read(text) == (roles, general)


def test_without_roles_a_text_stays_as_it_is() -> None:
    assert RoleNames([]).read("what does a technologist earn?") == ([], "what does a technologist earn?")
