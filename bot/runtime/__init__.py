"""What makes Rasa quick and steady: start-up, training, the tracker store, and mends of its hot spots."""
