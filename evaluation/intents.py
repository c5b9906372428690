"""What kinds of intents there are: read from the folders of `data/nlu` and the heads of `topics.yml`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from knowledge.content import FOLDER as CONTENT

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "data" / "nlu"
FALLBACK = "nlu_fallback"

_HEAD = re.compile(r"# (?P<head>\S.*)|- id: (?P<topic>\w+)")


class Family(Enum):
    """The folder of an intent's examples says what the guide does with it."""

    TOPIC = "topics"
    FOLLOW_UP = "follow_up"
    SMALL_TALK = "small_talk"
    SAFETY = "safety"
    REFUSAL = "out_of_scope"


# In place of an answer, a person hears that this is not the guide's business, or whom to call.
TURNED_AWAY = frozenset({Family.REFUSAL, Family.SAFETY})


@dataclass(frozen=True)
class Intents:
    """Every intent of the dialogue model.

    families: intent -> family. groups: intent -> the head it stands under, for topics the one in `topics.yml`.
    Both in the order in which people read them there.
    """

    families: Mapping[str, Family]
    groups: Mapping[str, str]

    @classmethod
    def read(cls, examples: Path = EXAMPLES, topics: Path = CONTENT / "topics.yml") -> Intents:
        groups = _groups(topics.read_text(encoding="utf-8"))
        families = {path.stem: family for family in Family for path in sorted((examples / family.value).glob("*.yml"))}
        order = [name for name in groups if name in families]
        order += [name for name in families if name not in groups]
        heads = {name: groups.get(name, _other_head(families[name])) for name in order}
        return cls({name: families[name] for name in order}, heads)

    def is_topic(self, intent: str) -> bool:
        return self.families.get(intent) is Family.TOPIC

    def turns_away(self, intent: str) -> bool:
        """Whether this intent's reply is a refusal or sends the person to somebody who can help now."""
        return self.families.get(intent) in TURNED_AWAY

    def are_ours(self, accepted: Collection[str]) -> bool:
        """Whether a question with these acceptable intents is the guide's to answer."""
        return not all(map(self.turns_away, accepted))


def _groups(text: str) -> dict[str, str]:
    """Topic -> the comment that heads it. The comment at the top of the file explains the keys, and heads nothing."""
    _, _, topics = text.partition("\ntopics:")
    groups, head = {}, "Topics"
    for line in topics.splitlines():
        if match := _HEAD.match(line):
            head = match["head"] or head
            if match["topic"]:
                groups[match["topic"]] = head
    return groups


def _other_head(family: Family) -> str:
    return {
        Family.TOPIC: "Topics",
        Family.FOLLOW_UP: "Follow-ups",
        Family.SMALL_TALK: "Small talk",
        Family.SAFETY: "Danger",
        Family.REFUSAL: "Not ours",
    }[family]
