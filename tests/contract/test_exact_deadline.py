"""The limit on a whole request, over TLS as in earnest."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from reminder.ledgers.exact.deadline import Deadline
from tests.contract.test_tls import HOST, self_signed


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path / "own.pem")


@pytest.fixture
def dripping(certificate: Path) -> Iterator[str]:
    """A server over TLS whose headers never end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=_drip, args=(listener, context), daemon=True).start()
        yield f"https://{HOST}:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def _drip(listener: socket.socket, context: ssl.SSLContext) -> None:
    try:
        while True:
            with context.wrap_socket(listener.accept()[0], server_side=True) as caller:
                caller.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
                while True:
                    caller.sendall(b"a")
                    time.sleep(0.05)
    except OSError:
        return


@pytest.mark.fault(55)
def test_headers_that_never_end_are_cut_off_over_tls_too(dripping: str, certificate: Path):
    deadline, trusting = Deadline(), ssl.create_default_context(cafile=str(certificate))
    started = time.monotonic()

    with (
        httpx.Client(verify=trusting, trust_env=False, timeout=5) as http,
        pytest.raises(httpx.RequestError),
        deadline.within(0.4),
    ):
        http.get(dripping, extensions=dict(deadline.extensions))

    assert deadline.passed
    assert time.monotonic() - started < 3
