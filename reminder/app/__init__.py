"""The use cases, over ports only."""
