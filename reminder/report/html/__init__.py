"""The run report: one self-contained page, without scripts and without anything from elsewhere."""
