"""Ways to understand a message, ours among them, side by side on the same examples and questions: `make bakeoff`."""
