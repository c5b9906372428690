"""What people type to each bot: messages that it understands, six to a conversation."""

from __future__ import annotations

from benchmarks.load import Script

OURS: tuple[Script, ...] = (
    (
        "hi",
        "what does a clinical technologist do",
        "how much do you get paid",
        "and the hours?",
        "tell me more",
        "thanks",
    ),
    (
        "what does a renal technologist do",
        "what about nuclear medicine?",
        "what is the difference between the two",
        "where do they work",
        "where did you get that from",
        "bye",
    ),
    (
        "hello",
        "what qualifications do I need",
        "can I get in without a degree",
        "what is the STP",
        "how long is the training",
        "how competitive is it",
    ),
    (
        "what specialisms are there",
        "the second one",
        "do you work nights or weekends",
        "what band are clinical technologists on",
        "how old is that figure",
        "where can I find vacancies",
    ),
)

# The mood bot of `rasa init` knows seven intents; these are its stories.
STOCK: tuple[Script, ...] = (
    ("hi", "I am sad", "yes", "are you a bot?", "hello", "bye"),
    ("hello", "perfect", "hey", "not very good", "no", "goodbye"),
    ("good morning", "extremely good", "bye", "hey there", "unhappy", "of course"),
    ("hey", "my day was horrible", "not really", "hi", "I am great", "see you later"),
)
