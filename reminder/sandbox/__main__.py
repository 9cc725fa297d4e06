"""Run the sandbox on its own: ``python -m reminder.sandbox [--exact-port N] [--gmail-port N]``."""

import argparse
import signal
import sys
import threading

from reminder.sandbox.serve import Sandbox


def main() -> None:
    """Print the two addresses and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m reminder.sandbox", description="A local Exact and a local Gmail.")
    parser.add_argument("--exact-port", type=int, default=0, help="default: any free port")
    parser.add_argument("--gmail-port", type=int, default=0, help="default: any free port")
    asked = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with Sandbox(exact_port=asked.exact_port, gmail_port=asked.gmail_port) as sandbox:
        sys.stdout.write(f"Exact  {sandbox.exact_url}\nGmail  {sandbox.gmail_url}\n")
        sys.stdout.flush()
        ended.wait()


if __name__ == "__main__":
    main()
