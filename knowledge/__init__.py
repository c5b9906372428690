"""What we know: sourced facts in YAML, checked, stored and queried. Imports nothing of ours."""
