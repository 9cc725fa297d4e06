"""What all these tests share: the process that bears the ones to be killed."""

from collections.abc import Iterator

import pytest

from tests.kill.nursery import nursery


@pytest.fixture(scope="session", autouse=True)
def _nursery() -> Iterator[None]:
    yield
    if nursery.cache_info().currsize:
        nursery().close()
