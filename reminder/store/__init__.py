"""The store: schema, migrations and journals; the only SQL."""
