"""Messages that only make sense with what was said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from actions import choosing, provenance, several
from actions.answer import Guide, Reply, ask, ask_about, remember
from actions.clarify import again, offer
from actions.context import Choice, Context, Question, Turn
from actions.reading import DEFAULT_TOPIC, readings, speaking_of, understand

# Topics without facts for single specialisms, to which "and for renal?" still refers.
_FOR_ALL = frozenset({"pay", "hours", "shifts", "progression", "home_visits", "colleagues", "vacancies"})
# A reading of a fragment that is at least this likely is taken; below, it is about the question at hand.
ENOUGH = 0.12


def reply(turn: Turn, guide: Guide) -> Reply:
    """The reply to a follow-up: more, source, correction, the second one, go back, …"""
    chosen = choosing.named(turn.text, turn.context.choices)
    if chosen:
        return ask(chosen.question, turn.context, guide)
    return REPLIES[turn.intent](turn, guide)


def more(turn: Turn, guide: Guide) -> Reply:
    """The facts of the last question that were not told yet, then the topics that follow it."""
    context = turn.context
    if context.question is None:
        return offer(turn.context, guide, "What would you like to know about?")
    if turn.things or turn.topics:
        return what_about(turn, guide)
    if choosing.position(turn.text) is not None:
        return choose_option(turn, guide)
    answer = guide.more(context.question, context.told)
    if answer:
        return answer, remember(context, context.question, answer, guide)
    seen = {question.topic for question in (*context.history, context.question)}
    following = next((c.question for c in context.choices if c.question.topic not in seen), None)
    if following is None:
        return offer(context, guide, "That is all I know about that. What else would you like to know?")
    return ask(following, context, guide)


def what_about(turn: Turn, guide: Guide) -> Reply:
    """ "And renal?": the last topic, about another thing. "And the pay?": another topic, about the last thing."""
    context = turn.context
    if len(turn.topics) > 1:
        return _each(turn, guide)
    if turn.topics:
        return ask_about(turn.topics[0], turn, guide)
    if not turn.things:
        return _fragment(turn, guide)
    kind = _kind_asked(turn, guide)
    same_kind = tuple(named for named in turn.things if named[0] == kind)
    topic = _topic_for(kind, context, guide)
    if topic is None:
        question = understand(DEFAULT_TOPIC.get(kind, "role_overview"), turn.things, context, guide.knowledge)
    elif topic in ("compare", "specialism_duties"):
        question = understand("specialism_duties", same_kind, Context(), guide.knowledge)
    else:
        plain = Question(topic, same_kind)
        question = understand(topic, same_kind, Context(), guide.knowledge) if kind == "role" else plain
    return ask(question, speaking_of(context, turn.things, guide.knowledge), guide)


def _kind_asked(turn: Turn, guide: Guide) -> str:
    """The kind of thing that is asked about: the topic at hand takes it, or else it was named first."""
    question = turn.context.question
    topic = guide.knowledge.topic(question.topic) if question else None
    kinds = [kind for kind, _ in turn.things]
    return next((kind for kind in kinds if topic and kind in topic.takes), kinds[0])


def _each(turn: Turn, guide: Guide) -> Reply:
    """Several topics by their names: "and the hours and the pay?"."""
    answers, context = [], turn.context
    for topic in turn.topics[: several.MAX_ANSWERS]:
        answer, context = ask_about(topic, replace(turn, context=context), guide)
        answers.append(answer)
    return several.together(answers, [], context, guide)


def _topic_for(kind: str, context: Context, guide: Guide) -> str | None:
    """The topic at hand, or else the last one before it, that a thing of this kind narrows."""
    questions = [context.question, *reversed(context.history)] if context.question else []
    for number, question in enumerate(questions):
        topic = guide.knowledge.topic(question.topic) if question else None
        if topic and (kind in topic.takes or (number == 0 and kind == "specialism" and topic.id in _FOR_ALL)):
            return topic.id
    return None


def _fragment(turn: Turn, guide: Guide) -> Reply:
    """A fragment that names nothing we know ("and at weekends?"): the likeliest reading, or what was asked before."""
    context = turn.context
    if context.question is None:
        return offer(context, guide, "Which of these do you mean?")
    likely = readings(turn, guide.knowledge)
    if likely and likely[0][1] >= ENOUGH and likely[0][0] != context.question.topic:
        return ask_about(likely[0][0], turn, guide)
    return again(turn, context.question, guide)


def correction(turn: Turn, guide: Guide) -> Reply:
    """ "No, I meant vascular": the same question about that, or the question that they meant."""
    if turn.things or turn.topics:
        return what_about(turn, guide)
    likely = readings(turn, guide.knowledge)
    if likely and likely[0][1] >= ENOUGH:
        return ask_about(likely[0][0], turn, guide)
    return offer(turn.context, guide, "Sorry, I got that wrong. Which of these did you mean?")


def choose_option(turn: Turn, guide: Guide) -> Reply:
    """A position in what was last offered or listed, both, the other one, or none of them."""
    context = turn.context
    if turn.things and choosing.position(turn.text) is None:
        return what_about(turn, guide)
    if choosing.says_none(turn.text):
        return offer(replace(context, choices=()), guide, "OK. What would you like to know instead?")
    items = _meant(turn.text, context) or guide.starters()
    if choosing.says_all(turn.text):
        return _all(items, context, guide)
    if choosing.says_other(turn.text):
        return _other(items, context, guide)
    try:
        choice = choosing.pick(turn.text, items)
    except choosing.NoSuchChoiceError as error:
        return offer(context, guide, f"There are only {error.count} choices. Which one would you like?")
    if choice is None:
        return offer(context, guide, "Which one do you mean?")
    return ask(choice.question, context, guide)


def _meant(text: str, context: Context) -> tuple[Choice, ...]:
    """What a position counts in: a bare number the choices on offer, words the list that was shown last."""
    return context.choices if choosing.says_number(text) else context.listed or context.choices


def _all(items: Sequence[Choice], context: Context, guide: Guide) -> Reply:
    if len(items) > several.MAX_ANSWERS:
        return offer(context, guide, "Which of these would you like first?")
    answers = []
    for item in items:
        answer, context = ask(item.question, context, guide)
        answers.append(answer)
    return several.together(answers, [], context, guide)


def _other(items: Sequence[Choice], context: Context, guide: Guide) -> Reply:
    """Of two things, the one that was not spoken of last."""
    left = [item for item in items if not set(item.question.things) & set(context.focus)]
    if len(items) == 2 and len(left) == 1:
        return ask(left[0].question, context, guide)
    return offer(context, guide, "Which other one do you mean?")


def go_back(turn: Turn, guide: Guide) -> Reply:
    context = turn.context
    if not context.history:
        return offer(context, guide, "There is nothing to go back to. What would you like to know?")
    previous = context.history[-1]
    answer = guide.answer(previous)
    return answer, remember(context.without_latest(), previous, answer, guide)


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


REPLIES: dict[str, Callable[[Turn, Guide], Reply]] = {
    "more": more,
    "what_about": what_about,
    "correction": correction,
    "source": provenance.source,
    "how_recent": provenance.how_recent,
    "are_you_sure": provenance.are_you_sure,
    "choose_option": choose_option,
    "go_back": go_back,
    "start_again": start_again,
    "affirm": affirm,
    "deny": deny,
}
