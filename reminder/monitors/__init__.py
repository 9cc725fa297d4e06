"""What tells somebody that a run happened, or did not."""
