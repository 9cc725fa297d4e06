"""The command line: one module per group of commands; printing and exit codes."""
