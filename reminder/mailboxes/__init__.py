"""Mailboxes that reminders are put in."""
