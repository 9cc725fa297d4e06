"""The trade's words as frozen values: standard library only."""
