"""Several processes on one store and one chain of tokens, as cron, a person and a worker may start them at once."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import httpx
import pytest

from reminder.errors import AuthorisationError
from reminder.ledgers.exact.auth import ExactAuth
from reminder.ledgers.exact.journal import FileTokenJournal
from reminder.ledgers.exact.settings import ExactSettings
from reminder.ledgers.exact.token_call import TokenCall
from reminder.ports.clock import Clock
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from tests.contract.exact_connection import Connection, connected, living_token
from tests.store_samples import Place

PROCESSES = 8
ROUNDS = 3


@pytest.fixture
def exact() -> Iterator[Connection]:
    with connected() as connection:
        yield connection


def auth_over(store: Store, folder: Path, settings: ExactSettings, clock: Clock) -> ExactAuth:
    call = TokenCall(settings=settings, journal=FileTokenJournal(folder / "token.journal"))
    return ExactAuth(tokens=store.tokens("shared", settings.chain), call=call, clock=clock, administration="acme")


def ask(folder: Path, settings: ExactSettings) -> tuple[str, int]:
    """Take an access token as a process of its own does, and use it."""
    with Place(folder=folder).open() as store:
        access = auth_over(store, folder, settings, SystemClock()).access()
    answer = httpx.get(f"{settings.base_url}/api/v1/current/Me", headers={"Authorization": f"Bearer {access}"})
    return access, answer.status_code


def stored(exact: Connection, folder: Path, settings: ExactSettings, *, age: timedelta = timedelta(0)) -> None:
    """Store a fresh pair as one that was made so long ago."""
    made = SystemClock().now() - age
    token = replace(living_token(exact.world), issued_at=made, expires_at=made + timedelta(seconds=600))
    with Place(folder=folder).open() as store:
        store.tokens("shared", settings.chain).save(token)


@pytest.mark.fault(20)
def test_eight_processes_never_present_an_old_token(exact: Connection, tmp_path: Path):
    settings = exact.auth.call.settings
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for _ in range(ROUNDS):
            stored(exact, tmp_path, settings, age=timedelta(hours=1))
            exact.world.clock.advance(hours=1)
            exact.forget()

            found = set(pool.map(ask, [tmp_path] * PROCESSES * 2, [settings] * PROCESSES * 2))

            assert len(found) == 1
            assert {status for _, status in found} == {200}
            assert [call.status for call in exact.calls("oauth2/token")] == [200]


@pytest.mark.fault(29)
def test_a_copy_on_a_second_machine_is_recognised_by_its_first_refusal(exact: Connection, tmp_path: Path):
    settings = exact.auth.call.settings
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    stored(exact, first, settings)
    shutil.copytree(first, second)
    exact.world.clock.advance(hours=1)
    with Place(folder=first).open() as one, Place(folder=second).open() as other:
        clock = _Ahead(timedelta(hours=1))
        renewed = auth_over(one, first, settings, clock).access()

        with pytest.raises(AuthorisationError) as caught:
            auth_over(other, second, settings, clock).access()

        assert "is a copy of it at work elsewhere" in caught.value.message
        assert caught.value.hint == "run `reminder auth exact -a acme`"
        assert auth_over(one, first, settings, clock).access() == renewed
        assert exact.world.authority.accepts(renewed)


class _Ahead(SystemClock):
    """A clock that is ahead of the machine's."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by
