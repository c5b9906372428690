"""The words of the content reach the language model: as look-up tables and as examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from knowledge import store, vocabulary
from knowledge.queries import Knowledge

EXAMPLE = re.compile(r"- (\S.*)")


@pytest.fixture(scope="module")
def written(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("vocabulary") / "new" / "vocabulary.yml"
    vocabulary.write(knowledge, path)
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def is_fact(name: str) -> bool:
    return name.startswith(("asks:", "text:"))


def tables_of_facts(knowledge: Knowledge) -> set[str]:
    """For each topic of each fact a table of its words, and of its questions if it has any.

    Those about another role than the home role name the role.
    """
    home, roles = knowledge.home(), knowledge.roles_of_facts()
    assert home is not None
    asked = {fact for fact, _, _ in knowledge.asks()}
    found = set()
    for topic in knowledge.topics():
        for fact in knowledge.facts(topic.id):
            role = roles.get(fact.id, home.id)
            place = f"{topic.id}:{fact.id}" if role == home.id else f"{topic.id}@{role}:{fact.id}"
            found |= {f"text:{place}", f"asks:{place}"} if fact.id in asked else {f"text:{place}"}
        found |= {f"asks:{topic.id}:{fact.id}" for fact in knowledge.general_facts(topic.id)[:1]}
    return found


def test_a_topics_own_question_asks_for_its_first_fact(written: dict[str, Any], knowledge: Knowledge) -> None:
    topic, first = knowledge.topic("pay"), knowledge.general_facts("pay")[0]
    assert topic is not None
    assert topic.question in lookups(written)[f"asks:pay:{first.id}"]


def lookups(written: dict[str, Any]) -> dict[str, list[str]]:
    return {part["lookup"]: EXAMPLE.findall(part["examples"]) for part in written["nlu"] if "lookup" in part}


def test_file_is_rasa_training_data(written: dict[str, Any]) -> None:
    assert written["version"] == "3.1"
    for part in written["nlu"]:
        assert set(part) in ({"intent", "examples"}, {"lookup", "examples"})
        lines = part["examples"].splitlines()
        assert lines
        assert [line for line in lines if not EXAMPLE.fullmatch(line)] == []


def tables_of(knowledge: Knowledge) -> set[str]:
    """One table for each thing that has words, and those of the facts."""
    things = {f"{kind}:{thing}" for kind, thing, _ in knowledge.words()}
    return things | tables_of_facts(knowledge)


def questions_of(knowledge: Knowledge, *, of_roles: bool) -> dict[str, list[str]]:
    """Each topic's own question, and those that its facts answer: general facts, or with them those of roles."""
    home, roles = knowledge.home(), knowledge.roles_of_facts()
    questions = {topic.id: [topic.question] for topic in knowledge.topics()}
    for fact, topic, question in knowledge.asks():
        if of_roles or roles.get(fact) in (None, home and home.id):
            questions[topic].append(question)
    return questions


def test_everything_with_words_has_one_table_of_them(written: dict[str, Any], knowledge: Knowledge) -> None:
    names = [part["lookup"] for part in written["nlu"] if "lookup" in part]
    assert sorted(names) == sorted(tables_of(knowledge))
    things = [name.split(":", 1) for name in names if not is_fact(name)]
    assert [f"{kind}:{thing}" for kind, thing in things if knowledge.thing(kind, thing) is None] == []


def test_every_fact_has_tables_of_its_words_and_its_questions(written: dict[str, Any], knowledge: Knowledge) -> None:
    names = [part["lookup"] for part in written["nlu"] if "lookup" in part and is_fact(part["lookup"])]
    assert sorted(names) == sorted(tables_of_facts(knowledge)) != []


@pytest.mark.parametrize("kind", ["role", "specialism", "equipment", "stage", "route", "organisation", "term", "band"])
def test_no_thing_is_left_out(kind: str, written: dict[str, Any], knowledge: Knowledge) -> None:
    things = {f"{kind}:{thing.id}" for thing in knowledge.things(kind)}
    assert things
    assert things <= set(lookups(written))


def test_every_word_for_a_thing_is_in_its_table_once(written: dict[str, Any], knowledge: Knowledge) -> None:
    tables = lookups(written)
    for kind, thing, form in knowledge.words():
        assert tables[f"{kind}:{thing}"].count(form) == 1, f"{kind}:{thing}: {form}"


def test_every_question_of_a_topic_and_its_facts_is_an_example(written: dict[str, Any], knowledge: Knowledge) -> None:
    examples = {part["intent"]: EXAMPLE.findall(part["examples"]) for part in written["nlu"] if "intent" in part}
    every = questions_of(knowledge, of_roles=True)
    for topic, asked in questions_of(knowledge, of_roles=False).items():
        own = list(dict.fromkeys(asked))
        assert examples[topic][: len(own)] == own
        assert len(examples[topic]) <= len(own) + vocabulary.MOST_OF_ROLES
        assert set(examples[topic]) <= set(every[topic])
    assert set(examples) == set(every)


def test_the_words_and_questions_of_a_fact_are_in_its_tables(written: dict[str, Any], knowledge: Knowledge) -> None:
    tables = lookups(written)
    own = {topic.id: topic.question for topic in knowledge.topics()}
    first = {(topic, fact.id) for topic in own for fact in knowledge.general_facts(topic)[:1]}
    for topic, fact, asked, told in knowledge.wordings():
        expected = [*asked, own[topic]] if (topic, fact) in first else asked
        (found,) = [name for name in tables if re.fullmatch(rf"text:{topic}(@[\w-]+)?:{re.escape(fact)}", name)]
        assert tables[found] == list(dict.fromkeys(told)) != []
        assert tables.get(found.replace("text:", "asks:"), []) == list(dict.fromkeys(expected))


def test_what_was_written_is_read_again(knowledge: Knowledge, tmp_path: Path) -> None:
    vocabulary.write(knowledge, tmp_path / "vocabulary.yml")
    assert vocabulary.read(tmp_path / "vocabulary.yml") == vocabulary.words(knowledge)


def test_questions_that_differ_only_in_the_role_are_one_example() -> None:
    words = {"role:a": ["amber", "ambers"], "role:b": ["blue one"]}
    asked = [("a", "what does an amber do"), ("b", "what does an Blue One do"), ("a", "are ambers paid")]
    assert vocabulary._few(asked, words) == ["what does an amber do", "are ambers paid"]
    many = [("a", f"question {number}") for number in range(1000)]
    assert len(vocabulary._few(many, words)) == vocabulary.MOST_OF_ROLES


def test_new_word_of_an_editor_reaches_the_vocabulary(folder: Path, tmp_path: Path) -> None:
    glossary = folder / "glossary.yml"
    text = glossary.read_text(encoding="utf-8")
    glossary.write_text(text.replace("forms: [dosimetry", "forms: [measuring of doses, dosimetry", 1), encoding="utf-8")
    store.build(folder, tmp_path / "knowledge.db")
    vocabulary.write(Knowledge(tmp_path / "knowledge.db"), tmp_path / "vocabulary.yml")
    written = YAML(typ="safe").load((tmp_path / "vocabulary.yml").read_text(encoding="utf-8"))
    assert "measuring of doses" in lookups(written)["term:dosimetry"]


def test_rasa_reads_the_words_and_questions(knowledge: Knowledge, tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader  # slow to import, for one test

    vocabulary.write(knowledge, tmp_path / "vocabulary.yml")
    read = RasaYAMLReader().read(tmp_path / "vocabulary.yml")
    assert {table["name"] for table in read.lookup_tables} == tables_of(knowledge)
    # Brackets in a question would be read as an entity, and change its text.
    asked = {question for questions in questions_of(knowledge, of_roles=True).values() for question in questions}
    assert {example.get("text") for example in read.intent_examples} <= asked
    assert read.entity_examples == []
