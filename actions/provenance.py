"""Where the last answer comes from, how old it is, and whether it is certain."""

from __future__ import annotations

from datetime import date

from actions import wording
from actions.answer import Answer, Guide, Reply
from actions.clarify import offer
from actions.context import Turn


def source(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        text = "My answers come from NHS Health Careers and other named sources. Ask me something first."
        return offer(turn.context, guide, text)
    cited = dict.fromkeys(wording.cite(fact.source, fact.section) for fact in facts)
    return Answer("\n".join(cited), tuple(facts), turn.context.choices, sourced=True), turn.context


def how_recent(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        return source(turn, guide)
    figures = dict.fromkeys(str(fact.values["month"]) for fact in facts if "month" in fact.values)
    text = "".join(f"The figure is for {figure}. " for figure in figures)
    checked = max(fact.source.checked for fact in facts)
    age = _age(checked, guide.knowledge.today())
    text += f"I last checked my source, {facts[0].source.publisher}, on {wording.day(checked)}. {age}"
    return Answer(text.strip(), tuple(facts), turn.context.choices, sourced=True), turn.context


def _age(checked: date, today: date) -> str:
    months = (today.year - checked.year) * 12 + today.month - checked.month
    return f"That is {months} months ago, so check it again." if months > 1 else ""


def are_you_sure(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        return source(turn, guide)
    told = wording.tell(facts, guide.knowledge.abbreviations())
    addresses = dict.fromkeys(fact.source.url for fact in facts)
    text = "\n".join(["This is what my source says, and I cannot check it further:", told, *addresses])
    return Answer(text, tuple(facts), turn.context.choices, sourced=True), turn.context
