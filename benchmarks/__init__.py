"""How quick the guide is, side by side with the bot that `rasa init` makes, in the same run."""
