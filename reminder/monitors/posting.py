"""One message to somebody else's server that can neither hold up nor break a run."""

from threading import Thread

import httpx
import structlog

WITHIN = 5.0
"""Seconds that a message may take, from name look-up to the head of the answer."""

log = structlog.get_logger()


def post(url: str, *, monitor: str, content: bytes, media_type: str, within: float = WITHIN) -> None:
    """Send a message once, and wait for the answer at most `within` seconds.

    The address is a secret, and so is never logged. In a thread of its own, since an answer that comes byte by byte
    outlasts every time-out of a connection; only its head is read, since its body may be of any size.
    """
    outcome = ["no answer in time"]
    sender = Thread(target=_post, args=(url, content, media_type, within, outcome), daemon=True)
    sender.start()
    sender.join(within)
    if outcome[0]:
        log.warning("monitor_failed", monitor=monitor, reason=outcome[0])


def _post(url: str, content: bytes, media_type: str, within: float, outcome: list[str]) -> None:
    headers = {"content-type": media_type, "user-agent": "reminder"}
    try:
        with (
            httpx.Client(timeout=within, trust_env=False, transport=httpx.HTTPTransport(retries=1)) as client,
            client.stream("POST", url, content=content, headers=headers) as answer,
        ):
            outcome[0] = "" if answer.is_success else f"http {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        outcome[0] = type(error).__name__
