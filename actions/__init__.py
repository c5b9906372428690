"""How we answer: a topic and what was said before -> facts -> an answer in plain English."""
