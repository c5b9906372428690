"""How people reach us: understanding, channels and the running server. Knows nothing of how answers are made."""
