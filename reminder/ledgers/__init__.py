"""Ledgers that receivables are read from."""
