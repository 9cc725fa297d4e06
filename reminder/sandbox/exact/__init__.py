"""The Exact Online half of the sandbox."""
