"""The report is one page that needs nothing beside itself, escapes what people typed, and is marked up for everyone."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from evaluation import report
from evaluation.baseline import Kept, compare
from evaluation.dialogues import JudgedConversation, JudgedTurn
from evaluation.intents import Intents
from evaluation.measures import Measured, Talked, figures, headline, measure
from evaluation.questions import Question, QuestionSets, SeveralQuestions
from evaluation.understanding import Judged, JudgedParts, Model, Outcome, Reading, Understood

INTENTS = Intents.read()
NASTY = '<script>alert("pay & bands")</script> what do they earn'


class Page(HTMLParser):
    """Collects what the page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def judged(set_: str, text: str, topic: str, intent: str, outcome: Outcome) -> Judged:
    reading = Reading(intent, ((intent, 0.9), ("hours", 0.1)))
    return Judged(Question(set_, text, (topic,)), Understood((reading,), frozenset(), 5.0), outcome)


@pytest.fixture(scope="module")
def run() -> report.Run:
    single = [
        judged("parent", NASTY, "pay", "out_of_scope", Outcome.REFUSED),
        judged("parent", "what hours are they on the ward", "hours", "hours", Outcome.RIGHT),
        judged("out", "play some music in the kitchen", "out_of_scope", "out_of_scope", Outcome.RIGHT),
    ]
    noisy = [judged("parent", "…", "pay", "pay", Outcome.WRONG), judged("parent", "…", "hours", "hours", Outcome.RIGHT)]
    several = [JudgedParts(SeveralQuestions("a and b", (("pay",), ("hours",))), ("pay", "hours"))]
    measured = Measured(INTENTS, single, [], several, noisy)
    turn = JudgedTurn(Question("conversations", "<b>and renal</b>", ("pay",)), "hours", is_right=False)
    talked = Talked([JudgedConversation("one", (turn,))], several)
    found = figures(measured, talked)
    now = Kept("2026-11-24", "guide-1", headline(found), 2.0, 4.5, 8.0)
    before = {name: dict.fromkeys(checks, True) for name, checks in found.items()}
    return report.Run(measured, talked, now, compare(found, before), [Kept("2026-11-01", "guide-0", {}, 1.0, 4.0, 7.0)])


@pytest.fixture(scope="module")
def page(run: report.Run) -> Page:
    return Page(report.render(run))


def test_what_people_typed_stays_text(page: Page) -> None:
    assert page.all("script") == []
    assert page.all("b") == []
    assert NASTY in page.text


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    loaded = [value for _, attributes in page.tags for name, value in attributes.items() if name in ("src", "href")]
    assert loaded == []
    assert [rel for rel in page.all("link")] == []


def test_every_table_has_a_caption_and_its_heads_a_scope(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption")) >= 8
    assert all(head.get("scope") in ("row", "col") for head in page.all("th"))


def test_every_picture_says_what_it_shows(page: Page) -> None:
    pictures = page.all("svg")
    assert len(pictures) == 3
    assert all(picture["role"] == "img" and picture["aria-label"] for picture in pictures)


def test_no_name_stands_twice_on_the_page(page: Page) -> None:
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert sorted(names) == sorted(set(names))


def test_a_loss_is_shown_with_its_questions(page: Page) -> None:
    assert "career questions understood: 50.0% after 100.0%, 1 lost, 0 won" in page.text


def test_the_same_run_makes_the_same_page(run: report.Run) -> None:
    assert report.render(run) == report.render(run)


def test_noise_is_set_against_the_same_questions(run: report.Run) -> None:
    rows = report.noise(run.measured)
    assert [(row.name, row.number, row.clean, row.noisy) for row in rows] == [
        ("parent", 2, 50.0, 50.0),
        ("all of them", 2, 50.0, 50.0),
    ]


def test_the_worst_topic_comes_first(run: report.Run) -> None:
    (row,) = report.worst(run.measured.personas)
    assert (row.topic, row.number, row.right, len(row.failures)) == ("pay", 1, 0.0, 1)


def test_a_real_run_makes_a_page_without_servers(model: Model) -> None:
    asked = tuple(Question("parent", text, ("pay",)) for text in ("what do they earn in a year", "book me a taxi"))
    sets = QuestionSets({"parent": asked}, (), (), ())
    measured = measure(model, sets, INTENTS)
    now = Kept("2026-11-24", "guide-1", headline(figures(measured)), 2.0, 4.5, 8.0)
    page = Page(report.render(report.Run(measured, None, now, [], [])))
    assert "This run did not start the servers." in page.text
