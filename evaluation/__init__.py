"""How well the guide understands people: questions that never train anything, and figures from running on them."""
