"""An unattended weekly job that turns open receivables into reminders."""
