"""Messages that only make sense with what was said before: `action_follow_up`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from actions import choosing, wording
from actions.answer import DEFAULT_TOPIC, Answer, Guide, Reply, ask, remember
from actions.base import SafeAction
from actions.clarify import offer
from actions.context import Context, Question, Turn


class ActionFollowUp(SafeAction):
    """Answers follow-ups: more, source, correction, the second one, go back, …"""

    def name(self) -> str:
        return "action_follow_up"

    def reply(self, turn: Turn, guide: Guide) -> Reply:
        chosen = choosing.named(turn.text, turn.context.choices)
        if chosen:
            return ask(chosen.question, turn.context, guide)
        return _REPLIES[turn.intent](turn, guide)


def more(turn: Turn, guide: Guide) -> Reply:
    """The facts of the last question that were not told yet, then the topics that follow it."""
    context = turn.context
    if context.question is None:
        return offer(turn.context, guide, "What would you like to know about?")
    if turn.things:
        return what_about(turn, guide)
    if choosing.position(turn.text) is not None:
        return choose_option(turn, guide)
    answer = guide.more(context.question, context.told)
    if answer:
        return answer, remember(context, context.question, answer)
    seen = {question.topic for question in (*context.history, context.question)}
    following = next((c.question for c in context.choices if c.question.topic not in seen), None)
    if following is None:
        return offer(context, guide, "That is all I know about that. What else would you like to know?")
    return ask(following, context, guide)


def what_about(turn: Turn, guide: Guide) -> Reply:
    """ "And renal?": the last topic, about another thing. "And the pay?": another topic, about the last thing."""
    context = turn.context
    before = context.question
    if turn.topics and not turn.things:
        return ask(guide.understand(turn.topics[0], (), context), context, guide)
    if not turn.things and before:
        return again(context, before, guide)
    if not turn.things:
        return offer(context, guide, "Which of these do you mean?")
    kind = turn.things[0][0]
    topic = guide.knowledge.topic(before.topic) if before else None
    keeps_topic = topic is not None and (kind in topic.takes or (kind == "specialism" and topic.id in _FOR_ALL))
    if topic is None or not keeps_topic:
        return ask(guide.understand(DEFAULT_TOPIC[kind], turn.things, Context()), context, guide)
    same_kind = tuple(named for named in turn.things if named[0] == kind)
    if topic.id in ("compare", "specialism_duties"):
        return ask(guide.understand("specialism_duties", same_kind, Context()), context, guide)
    return ask(Question(topic.id, same_kind), context, guide)


def again(context: Context, question: Question, guide: Guide) -> Reply:
    """What is known about the last question, for a fragment that names nothing we know ("in operations too?")."""
    answer = guide.answer(question)
    return replace(answer, text=f"This is what I know about that:\n{answer.text}"), remember(context, question, answer)


# Topics without facts for single specialisms, to which "and for renal?" still refers.
_FOR_ALL = frozenset({"pay", "hours", "shifts", "progression", "home_visits", "colleagues", "vacancies"})


def correction(turn: Turn, guide: Guide) -> Reply:
    if turn.things:
        return what_about(turn, guide)
    return offer(turn.context, guide, "Sorry, I got that wrong. Which of these did you mean?")


def source(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        text = "My answers come from the NHS Health Careers website. Ask me something, then ask for the source."
        return offer(turn.context, guide, text)
    cited = dict.fromkeys(wording.cite(fact.source, fact.section) for fact in facts)
    return Answer("\n".join(cited), tuple(facts), turn.context.choices), turn.context


def how_recent(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        return source(turn, guide)
    figures = dict.fromkeys(str(fact.values["month"]) for fact in facts if "month" in fact.values)
    text = "".join(f"The figure is for {figure}. " for figure in figures)
    checked = max(fact.source.checked for fact in facts)
    text += f"I last checked my source, {facts[0].source.publisher}, on {wording.day(checked)}. {_age(checked)}"
    return Answer(text.strip(), tuple(facts), turn.context.choices), turn.context


def _age(checked: date) -> str:
    months = (date.today().year - checked.year) * 12 + date.today().month - checked.month
    return f"That is {months} months ago, so check it again." if months > 1 else ""


def are_you_sure(turn: Turn, guide: Guide) -> Reply:
    facts = guide.knowledge.facts_by_id(turn.context.answered)
    if not facts:
        return source(turn, guide)
    told = wording.tell(facts, guide.knowledge.abbreviations())
    text = f"This is what my source says, and I cannot check it further:\n{told}\n{facts[0].source.url}"
    return Answer(text, tuple(facts), turn.context.choices), turn.context


def choose_option(turn: Turn, guide: Guide) -> Reply:
    """A position in what was last offered."""
    context = turn.context
    if turn.things and choosing.position(turn.text) is None:
        return what_about(turn, guide)
    try:
        choice = choosing.pick(turn.text, context.choices or guide.starters())
    except choosing.NoSuchChoiceError as error:
        return offer(context, guide, f"There are only {error.count} choices. Which one would you like?")
    if choice is None:
        return offer(context, guide, "Which one do you mean?")
    return ask(choice.question, context, guide)


def go_back(turn: Turn, guide: Guide) -> Reply:
    context = turn.context
    if not context.history:
        return offer(context, guide, "There is nothing to go back to. What would you like to know?")
    previous = context.history[-1]
    answer = guide.answer(previous)
    return answer, remember(context.without_latest(), previous, answer)


def start_again(turn: Turn, guide: Guide) -> Reply:
    return offer(Context(), guide, "OK, we start again. What would you like to know?")


def affirm(turn: Turn, guide: Guide) -> Reply:
    context = turn.context
    if context.unsure and context.choices:
        return ask(context.choices[0].question, context, guide)
    return offer(context, guide, "Good. What would you like to know next?")


def deny(turn: Turn, guide: Guide) -> Reply:
    context = turn.context
    if turn.things:
        return what_about(turn, guide)
    if context.unsure:
        return ask(Question("careers_service"), context, guide)
    return offer(context, guide, "OK. Is there something else you would like to know?")


_REPLIES: dict[str, Callable[[Turn, Guide], Reply]] = {
    "more": more,
    "what_about": what_about,
    "correction": correction,
    "source": source,
    "how_recent": how_recent,
    "are_you_sure": are_you_sure,
    "choose_option": choose_option,
    "go_back": go_back,
    "start_again": start_again,
    "affirm": affirm,
    "deny": deny,
}
