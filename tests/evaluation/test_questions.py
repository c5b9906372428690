"""Question sets are read as they are meant, and a wrong file says where it is wrong and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.intents import Family, Intents
from evaluation.questions import Known, Question, SeveralQuestions, load
from knowledge.problems import ContentError

KNOWN = Known(["pay", "pay_start", "hours", "compare", "out_of_scope"], {"specialism:renal", "band:5"})


def test_every_shape_is_read(tmp_path: Path) -> None:
    (tmp_path / "parent.yml").write_text(
        "- text: wots the pay for renal\n  topics: [pay]\n  things: [specialism:renal]\n"
    )
    (tmp_path / "out.yml").write_text("- {text: book a taxi, topics: [out_of_scope]}\n")
    (tmp_path / "one_question.yml").write_text("- {text: pay and bands, topics: [pay]}\n")
    (tmp_path / "two_questions.yml").write_text(
        "- {text: pay n hours, parts: [[pay, pay_start], [hours]], things: [band:5]}\n"
    )
    (tmp_path / "conversations.yml").write_text("short:\n- {user: pay, topics: [pay]}\n- {user: pay, topics: [pay]}\n")
    sets = load(KNOWN, tmp_path)
    assert sets.single["parent"] == (
        Question("parent", "wots the pay for renal", ("pay",), (("specialism", "renal"),)),
    )
    assert [question.set for question in sets.questions] == ["out", "parent"]
    assert sets.one[0].topics == ("pay",)
    assert sets.several == (SeveralQuestions("pay n hours", (("pay", "pay_start"), ("hours",)), (("band", "5"),)),)
    assert [turn.text for turn in sets.conversations[0].turns] == ["pay", "pay"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("parent", "- text: a\n  topics: [pya]\n", "parent.yml:2: there is no intent 'pya'. Did you mean 'pay'?"),
        (
            "parent",
            "- text: a\n  topics: [pay]\n  things: [band:55]\n",
            ":3: there is no thing 'band:55'. Did you mean",
        ),
        ("parent", "- text: a\n", "parent.yml:1: there are no topics. Name the intents"),
        (
            "parent",
            "- text: yes\n  topics: [pay]\n- text: 5\n  topics: [pay]\n",
            ":3: 'text' is 5 and not text. Write it",
        ),
        ("parent", "- {text: a, topics: [pay]}\n- {text: a, topics: [hours]}\n", ":2: 'a' stands twice. Keep one"),
        (
            "parent",
            "- text: a\n  topic: [pay]\n",
            "parent.yml:2: there is no key 'topic'. Use 'text', 'things', 'topics'",
        ),
        ("parent", "text: a\n", "parent.yml:1: this is not a list. Begin each entry with a hyphen"),
        ("parent", "- a\n", "parent.yml:1: the entry is not a mapping"),
        ("parent", "- text: what: a\n  topics: [pay]\n", "parent.yml:1: this is not valid YAML"),
        (
            "two_questions",
            "- {text: a, parts: [[pay]]}\n",
            ":1: there are fewer than 2 'parts'. Give the topics of each",
        ),
        (
            "two_questions",
            "- {text: a, parts: pay}\n",
            ":1: 'parts' is not a list. Write it as 'parts: [one, another]'",
        ),
        ("conversations", "- {user: a, topics: [pay]}\n", "conversations.yml:1: the file is not a mapping of names"),
        ("conversations", "one:\n- user: a\n  topics: [pai]\n", "conversations.yml:3: there is no intent 'pai'"),
    ],
)
def test_a_wrong_file_says_where_and_how_to_mend_it(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / f"{name}.yml").write_text(text)
    with pytest.raises(ContentError) as caught:
        load(KNOWN, tmp_path)
    assert message in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "parent.yml").write_text("- {text: a, topics: [x]}\n- {text: b, topics: [y]}\n")
    (tmp_path / "out.yml").write_text("- {text: c, topics: [z]}\n")
    with pytest.raises(ContentError) as caught:
        load(KNOWN, tmp_path)
    assert len(caught.value.problems) == 3


def test_no_files_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no question sets"):
        load(KNOWN, tmp_path)


def test_intents_are_known_by_their_folder_and_head() -> None:
    intents = Intents.read()
    assert intents.families["pay"] is Family.TOPIC
    assert intents.groups["workplace"] == "The workplace"
    assert intents.groups["greet"] == "Small talk"
    assert intents.turns_away("emergency")
    assert not intents.turns_away("source")
    assert intents.are_ours(["out_of_scope", "pay"])
    assert not intents.are_ours(["out_of_scope", "medical_advice"])
