"""The settings: one frozen value read from a TOML file, the environment and secret files."""
