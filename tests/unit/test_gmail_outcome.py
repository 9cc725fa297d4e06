"""The one place that decides how a write ended."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminder.mailboxes.gmail.outcome import Answer, Silence, Write, judge, may_try_again
from reminder.ports.mailbox import Effect, Written

DRAFT = {"id": "r1", "message": {"id": "m1", "threadId": "t1"}}
MESSAGE = {"id": "m1", "threadId": "t1", "labelIds": ["SENT"]}


def answer(status: int, body: Any = None) -> Answer:  # noqa: ANN401 - any JSON
    return Answer(status=status, body=b"" if body is None else json.dumps(body).encode())


def refusal(status: int, reason: str) -> Answer:
    text = "Invalid To header: a@b.example"
    return answer(status, {"error": {"code": status, "message": text, "errors": [{"reason": reason, "message": text}]}})


@pytest.mark.parametrize(
    ("write", "body", "written"),
    [
        (Write.CREATE, DRAFT, Written(effect=Effect.DONE, draft_id="r1", message_id="m1", thread_id="t1")),
        (Write.SEND, MESSAGE, Written(effect=Effect.DONE, message_id="m1", thread_id="t1")),
        (Write.INSERT, MESSAGE, Written(effect=Effect.DONE, message_id="m1", thread_id="t1")),
        (Write.DELETE, None, Written(effect=Effect.DONE)),
        (Write.DELETE, {}, Written(effect=Effect.DONE)),
    ],
)
def test_the_answer_that_a_method_promises_is_done(write: Write, body: Any, written: Written):  # noqa: ANN401
    assert judge(write, answer(200, body)) == written


def test_a_delete_without_content_is_done():
    assert judge(Write.DELETE, answer(204)).effect is Effect.DONE


@pytest.mark.parametrize(
    ("write", "body"),
    [
        (Write.CREATE, b""),
        (Write.CREATE, b"{}"),
        (Write.CREATE, b'{"id": 7}'),
        (Write.CREATE, b'{"id": ""}'),
        (Write.CREATE, b'{"id": "r1"}'),
        (Write.CREATE, b'{"id": "r1", "message": "m1"}'),
        (Write.CREATE, b'{"id": "r1", "mess'),
        (Write.CREATE, b"[" * 100_000),
        (Write.SEND, b'["m1"]'),
        (Write.SEND, b"\xff"),
        (Write.INSERT, b"<html>"),
        (Write.DELETE, b"<html>"),
        (Write.DELETE, b'{"error": {}}'),
    ],
)
def test_a_200_that_says_something_else_is_unknown(write: Write, body: bytes):
    written = judge(write, Answer(status=200, body=body))

    assert written == Written(effect=Effect.UNKNOWN, detail="unreadable")


def test_a_204_that_should_have_an_id_is_unknown():
    assert judge(Write.CREATE, answer(204)).effect is Effect.UNKNOWN


@pytest.mark.parametrize(
    "status", [201, 202, 206, 301, 302, 307, 308, 402, 405, 408, 410, 413, 500, 502, 503, 504, 599]
)
@pytest.mark.parametrize("write", Write)
def test_every_other_status_is_unknown(write: Write, status: int):
    written = judge(write, refusal(status, "backendError"))

    assert written == Written(effect=Effect.UNKNOWN, detail="backendError")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
@pytest.mark.parametrize("body", [b"", b"<html>", b'"x"', b'{"error": "x"}', b'{"message": "x"}', b"[]"])
def test_a_refusal_that_is_not_googles_is_unknown(status: int, body: bytes):
    written = judge(Write.SEND, Answer(status=status, body=body))

    assert written == Written(effect=Effect.UNKNOWN, detail=f"http{status}")


@pytest.mark.parametrize(
    ("status", "reason", "stop"),
    [
        (400, "invalidArgument", False),
        (400, "failedPrecondition", False),
        (401, "authError", True),
        (403, "insufficientPermissions", True),
        (403, "domainPolicy", True),
        (403, "dailyLimitExceeded", True),
        (429, "dailyLimitExceeded", True),
        (404, "notFound", False),
        (409, "aborted", False),
    ],
)
def test_googles_refusal_is_rejected_with_its_reason(status: int, reason: str, stop: bool):  # noqa: FBT001
    written = judge(Write.CREATE, refusal(status, reason))

    assert written == Written(effect=Effect.REJECTED, detail=reason, stop=stop)
    assert not may_try_again(written)


@pytest.mark.parametrize("write", [Write.SEND, Write.DELETE])
def test_a_draft_that_is_not_there_is_gone(write: Write):
    assert judge(write, refusal(404, "notFound")) == Written(effect=Effect.REJECTED, detail="gone")


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, "rateLimitExceeded"), (429, "userRateLimitExceeded"), (429, "other"), (403, "userRateLimitExceeded")],
)
def test_too_fast_is_patience_for_a_create_and_the_end_for_a_send(status: int, reason: str):
    create, send = (judge(write, refusal(status, reason)) for write in (Write.CREATE, Write.SEND))

    assert (create.effect, create.stop, may_try_again(create)) == (Effect.REJECTED, False, True)
    assert (send.effect, send.stop, may_try_again(send)) == (Effect.REJECTED, True, False)


def test_what_was_never_sent_is_rejected_and_may_be_tried_again():
    written = judge(Write.SEND, Silence.NOT_SENT)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "unreachable", False)
    assert may_try_again(written)


def test_refused_access_stops_the_run():
    written = judge(Write.CREATE, Silence.NO_ACCESS)

    assert (written.effect, written.stop, may_try_again(written)) == (Effect.REJECTED, True, False)


def test_silence_after_sending_is_unknown():
    written = judge(Write.CREATE, Silence.LOST)

    assert (written.effect, written.stop, may_try_again(written)) == (Effect.UNKNOWN, False, False)


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        ({"status": "PERMISSION_DENIED", "message": "x"}, "PERMISSION_DENIED"),
        ({"message": "x"}, "unspecified"),
        ({"errors": [{"reason": "for a@b.example"}], "status": "ABORTED"}, "ABORTED"),
        ({"errors": {"reason": "x"}}, "unspecified"),
        ({"errors": ["x"]}, "unspecified"),
        ({"errors": [], "status": 7}, "unspecified"),
    ],
)
def test_a_reason_is_a_code_and_never_googles_text(error: dict[str, Any], detail: str):
    assert judge(Write.CREATE, answer(403, {"error": error})).detail == detail


@settings(deadline=None)
@given(st.sampled_from(Write), st.integers(100, 599), st.binary(max_size=80))
def test_no_answer_ever_fails_to_be_judged(write: Write, status: int, body: bytes):
    written = judge(write, Answer(status=status, body=body))

    assert "@" not in written.detail
    assert written.effect is not Effect.DONE or status in (200, 204)
