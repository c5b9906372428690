"""One file for each way in: verify, limit, clean, render."""
