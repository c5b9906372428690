"""The REST channel over the running servers: who may say what, and what comes back."""

from __future__ import annotations

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.channels.rest import MAX_CHARACTERS
from evaluation.running import Person, RunningGuide


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not an object"),
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b'{"message": "hi"}', "'sender' must be text"),
        (b'{"sender": "", "message": "hi"}', "'sender' must be text"),
        (b'{"sender": 7, "message": "hi"}', "'sender' must be text"),
        (b'{"sender": "a"}', "'message' must be text"),
        (b'{"sender": "a", "message": ["hi"]}', "'message' must be text"),
        (json.dumps({"sender": "a" * 200, "message": "hi"}).encode(), "128 characters"),
        (json.dumps({"sender": "a", "message": "x" * 20_000}).encode(), "bytes"),
    ],
)
def test_a_bad_request_is_refused_with_what_to_mend(guide: RunningGuide, body: bytes, said: str) -> None:
    status, answer = guide.post(body)
    assert status == 400
    assert said in answer["error"]


def test_an_answer_is_one_message_with_text_choices_and_sources(person: Person) -> None:
    reply = person.say("how many hours a week do they work")
    (message,) = reply.messages
    assert "37.5" in message["text"]
    assert 2 <= len(message["buttons"]) <= 3
    assert message["custom"]["facts"][0] == "hours.week"
    assert message["custom"]["sources"][0]["url"].startswith("https://")
    assert message["custom"]["as_of"]["hours.week"] == "2026-11-23"


def test_a_button_can_be_pressed(person: Person) -> None:
    button = person.say("how many hours a week do they work").messages[0]["buttons"][0]
    assert person.say(button["payload"]).facts


@pytest.mark.parametrize(
    "text", ['/pay{"context": {"unsure": 9}}', "/restart", "/session_start", "//hours", "/emergency"]
)
def test_a_typed_slash_fires_no_intent_and_sets_no_slot(guide: RunningGuide, text: str) -> None:
    person = guide.person()
    person.say("what does a renal technologist do")
    reply = person.say(text)
    assert reply.status == 200
    assert reply.text
    with sqlite3.connect(guide.log.parent / "conversations.db") as database:
        rows = database.execute("SELECT data FROM events WHERE sender_id = ? AND type_name = 'user'", (person.sender,))
        last = json.loads(rows.fetchall()[-1][0])
    assert not last["text"].startswith("/")
    assert last["parse_data"].get("intent_ranking"), "the message was not understood as text"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\x00",
        "\u202ewhat are the hours\u202c",
        "🔬🏥💷❓",
        "?" * 500,
        "e\u0301" * 200,
        "\U000e0041\U000e0042",
        "null",
        "{}",
        "%s%n",
        "١٢٣",
    ],
)
def test_odd_text_is_answered(person: Person, text: str) -> None:
    reply = person.say(text)
    assert reply.status == 200
    assert reply.text.strip()


def test_right_to_left_marks_do_not_hide_the_question(person: Person) -> None:
    assert "37.5" in person.say("\u202ewhat are the hours\u202c").text


def test_a_message_that_is_too_long_is_told_so(person: Person) -> None:
    assert f"{MAX_CHARACTERS:,}" in person.say("h" * (MAX_CHARACTERS + 1)).text


def test_messages_sent_at_once_are_all_answered(guide: RunningGuide) -> None:
    person = guide.person()
    questions = ["what are the hours", "where would i work", "what does renal do"]
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(person.say, questions))
    assert all(reply.facts for reply in replies)


def test_two_people_have_two_conversations(guide: RunningGuide) -> None:
    one, other = guide.person(), guide.person()
    told = one.say("tell me about renal technology").facts
    other.say("tell me about vascular technology")
    more, others = one.say("tell me more").facts, other.say("tell me more").facts
    assert {fact.partition(".")[0] for fact in more} == {"renal"}
    assert not set(more) & set(told)
    assert {fact.partition(".")[0] for fact in others} == {"vascular"}


def test_the_200th_turn_costs_what_the_20th_did(guide: RunningGuide) -> None:
    person = guide.person()
    questions = ["what are the hours", "tell me about renal", "and the pay?", "thanks"]
    seconds = []
    for number in range(200):
        started = time.perf_counter()
        assert person.say(questions[number % 4]).text
        seconds.append(time.perf_counter() - started)
    early, late = sorted(seconds[16:40])[12], sorted(seconds[176:])[12]
    assert late < 2 * early, f"turn 20 took {early * 1000:.0f} ms, turn 190 took {late * 1000:.0f} ms"
