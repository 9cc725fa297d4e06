"""The composition root: from settings to what the commands need."""
