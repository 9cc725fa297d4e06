"""Who is told that a run began and how it ended, so that somebody notices when it does not."""

from typing import Protocol

from reminder.model.run import Run


class Monitor(Protocol):
    """Somebody to tell; what goes wrong in telling is logged, takes seconds at most, and never reaches the run."""

    def begun(self) -> None:
        """Tell that a run begins."""
        ...

    def ended(self, run: Run) -> None:
        """Tell how a run ended, well or not."""
        ...

    def broke(self, exit_code: int) -> None:
        """Tell that a run ended before there was anything to say of it."""
        ...
