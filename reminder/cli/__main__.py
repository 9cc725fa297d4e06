"""`python -m reminder.cli`: the command line without its installed script."""

from reminder.cli.main import main

main()
