"""Servers whose certificate nobody vouches for: nothing is said to them."""

import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from reminder.errors import UnavailableError
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.client import ExactClient, Patience
from reminder.ledgers.exact.queries import bank_journals
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ledgers.exact.token_call import NeverSent, TokenCall
from reminder.ports.clock import Silent
from reminder.ports.store import Token
from tests.contract.exact_connection import MemoryJournal
from tests.fakes import START, FakeClock, FakeTokens

HOST = "127.0.0.1"
TOKEN = Token(access="access", refresh="refresh", issued_at=START, expires_at=START + timedelta(seconds=600))


@dataclass(slots=True)
class Stranger:
    """A server with a certificate of its own making; `heard` is what was said after its greeting."""

    listener: socket.socket
    context: ssl.SSLContext
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        """Greet everybody until the socket is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self._greet(connection)

    def _greet(self, connection: socket.socket) -> None:
        with connection:
            try:
                with self.context.wrap_socket(connection, server_side=True) as secured:
                    self.heard.append(secured.recv(100))
            except OSError:
                return


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Stranger]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path / "own.pem"))
    with socket.create_server((HOST, 0)) as listener:
        stranger = Stranger(listener, context)
        threading.Thread(target=stranger.serve, daemon=True).start()
        yield stranger
        listener.shutdown(socket.SHUT_RDWR)


def self_signed(path: Path) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(written + certificate.public_bytes(Encoding.PEM))
    return path


def a_call(stranger: Stranger) -> TokenCall:
    settings = ExactSettings(
        base_url=stranger.url, division=1, client_id="c", client_secret="s", redirect_uri="https://r.example"
    )
    return TokenCall(settings=settings, journal=MemoryJournal(), connect=2, read=2)


@pytest.mark.fault(58)
def test_a_server_that_nobody_vouches_for_never_sees_a_token(stranger: Stranger):
    clock = FakeClock()
    call = a_call(stranger)
    auth = ExactAuth(tokens=FakeTokens(TOKEN), call=call, clock=clock, administration="acme")
    patience = Patience(connect=2, read=2, whole=3)
    client = ExactClient(call.settings, auth=auth, clock=clock, progress=Silent(), patience=patience)

    with pytest.raises(UnavailableError):
        list(client.rows(bank_journals()))

    client.close()
    assert b"".join(stranger.heard) == b""


@pytest.mark.fault(58)
def test_a_server_that_nobody_vouches_for_never_sees_a_secret(stranger: Stranger):
    with pytest.raises(NeverSent):
        a_call(stranger).post("refresh_token", refresh_token="r")

    assert b"".join(stranger.heard) == b""
