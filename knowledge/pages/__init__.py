"""Saved careers pages: what has changed on a page since we read it, and drafts of roles that we do not have yet."""
