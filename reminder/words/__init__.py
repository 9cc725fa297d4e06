"""What people read about decisions, in their language: one source for explain, report, digest and terminal."""
