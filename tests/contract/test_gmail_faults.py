"""What Gmail's adapter makes of everything that can go wrong with a call, over a real socket."""

import socket
import struct
import time
from collections.abc import Callable, Iterator

import pytest

from reminder import mime
from reminder.errors import AuthorisationError, UnavailableError
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.drafts import GmailDrafts
from reminder.mailboxes.gmail.grant import read_grant
from reminder.mailboxes.gmail.sender import GmailSender
from reminder.mailboxes.gmail.settings import GmailSettings
from reminder.mailboxes.gmail.transport import GuardedHttp, Lost
from reminder.ports.mailbox import Effect, Written
from reminder.sandbox import fault_actions as actions
from reminder.sandbox.fault_actions import Action, Exchange
from reminder.sandbox.faults import Fault
from tests.gmail_stage import START, GmailStage, gmail_stage
from tests.unit.test_mime import a_reminder

MAIL = mime.build(a_reminder(), date=START)


@pytest.fixture
def stage() -> Iterator[GmailStage]:
    with gmail_stage(timeout=0.5) as stage:
        yield stage


async def reset(exchange: Exchange) -> None:
    """The work is done, then the connection is reset."""
    await exchange.work()
    transport = exchange._connection.transport
    peer = transport.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


BROKEN: dict[str, Action] = {
    "closed before the work": actions.close_before,
    "closed after the work": actions.close_after,
    "reset after the work": reset,
    "no answer in time": actions.delay_after(1.5),
    "server error before the work": actions.status(503, body=b"<html>Service unavailable</html>"),
    "server error after the work": actions.status_after(500, body=b'{"error": {"code": 500, "message": "x"}}'),
    "cut off in the middle": actions.truncate(0.5),
    "a page instead of JSON": actions.html_page(),
    "half of the JSON": actions.replace_body(lambda body: body[: len(body) // 2]),
    "JSON without an id": actions.replace_body(lambda _: b'{"kind": "nothing"}'),
    "a redirect": actions.redirect("http://127.0.0.1:1/elsewhere"),
    "a refusal that is not Google's": actions.status(403, body=b"<html>Proxy: forbidden</html>"),
}
Write = Callable[[GmailStage, str], Written]
WRITES: dict[str, tuple[str, str, Write]] = {
    "create": ("POST", "/drafts", lambda stage, _: stage.drafts.create(MAIL)),
    "send": ("POST", "/drafts/send", lambda stage, draft_id: stage.sender.send(draft_id)),
    "delete": ("DELETE", "/drafts/{id}", lambda stage, draft_id: stage.drafts.delete(draft_id)),
    "insert": ("POST", "/messages", lambda stage, _: stage.inbox.insert(MAIL)),
}


@pytest.mark.fault(101, 105)
@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("write", ["create", "send", "insert"])
def test_faults_101_and_105_a_write_without_a_whole_answer_is_unknown_and_goes_out_once(
    stage: GmailStage, write: str, fault: str
):
    draft_id = stage.drafts.create(MAIL).draft_id
    verb, path, work = WRITES[write]
    stage.door.arrived.clear()
    stage.faults.add(Fault(action=BROKEN[fault], method=verb, path=f"{path}$", every=True))

    written = work(stage, draft_id)

    time.sleep(0.05)
    assert (written.effect, written.stop) == (Effect.UNKNOWN, False)
    assert stage.door.arrived == [(verb, f"/gmail/v1/users/me{path}")]


@pytest.mark.parametrize("fault", ["closed before the work", "closed after the work", "server error after the work"])
def test_a_delete_without_a_whole_answer_is_unknown_and_goes_out_once(stage: GmailStage, fault: str):
    draft_id = stage.drafts.create(MAIL).draft_id
    stage.faults.add(Fault(action=BROKEN[fault], method="DELETE", every=True))

    written = stage.drafts.delete(draft_id)

    assert written.effect is Effect.UNKNOWN
    assert stage.door.count("DELETE", draft_id) == 1


def test_a_write_on_a_connection_that_the_server_closed_meanwhile_goes_out_once(stage: GmailStage):
    stage.drafts.listing()
    stage.faults.add(Fault(action=actions.close_before, method="POST", path="/drafts$"))

    written = stage.drafts.create(MAIL)

    assert written.effect is Effect.UNKNOWN
    assert stage.door.count("POST", "/drafts") == 1


@pytest.mark.fault(100)
def test_fault_100_nobody_listening_is_a_definite_refusal(stage: GmailStage):
    stage.drafts.identity()
    elsewhere = GmailDrafts(_without_server(stage))

    written = elsewhere.create(MAIL)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "unreachable", True)
    assert stage.clock.slept == [4.0, 16.0, 64.0]
    assert stage.world.drafts() == ()


def test_a_send_that_nobody_takes_is_given_up_within_the_minute_of_the_last_look(stage: GmailStage):
    draft_id = stage.drafts.create(MAIL).draft_id
    elsewhere = GmailSender(_without_server(stage))

    written = elsewhere.send(draft_id)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "unreachable", True)
    assert stage.clock.slept == [1.0]


@pytest.mark.parametrize("status", [429, 403])
def test_fault_102_a_create_that_was_too_fast_waits_and_is_made_again(stage: GmailStage, status: int):
    for nth in (1, 2):
        stage.faults.add(Fault(action=_refusal(status, "rateLimitExceeded"), method="POST", path="/drafts$", nth=nth))

    written = stage.drafts.create(MAIL)

    assert written.effect is Effect.DONE
    assert stage.clock.slept == [4.0, 16.0]
    assert len(stage.world.drafts()) == 1


@pytest.mark.parametrize("status", [429, 403])
def test_fault_102_a_create_that_stays_too_fast_stops_the_run(stage: GmailStage, status: int):
    stage.world.knobs.quota_status = status
    stage.world.knobs.units_per_minute = 5

    written = stage.drafts.create(MAIL)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "rateLimitExceeded", True)
    assert stage.clock.slept == [4.0, 16.0, 64.0]
    assert stage.door.count("POST", "/drafts") == 4


def test_fault_102_a_send_at_the_limit_is_refused_once_and_stops_the_sending(stage: GmailStage):
    stage.world.knobs.sends_per_day = 0
    draft_id = stage.drafts.create(MAIL).draft_id

    written = stage.sender.send(draft_id)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "rateLimitExceeded", True)
    assert stage.door.count("POST", "/send") == 1
    assert stage.drafts.read(draft_id) is not None


@pytest.mark.parametrize("reason", ["dailyLimitExceeded", "domainPolicy", "insufficientPermissions"])
def test_fault_103_a_refusal_that_holds_for_all_stops_the_run(stage: GmailStage, reason: str):
    stage.faults.add(Fault(action=_refusal(403, reason), method="POST", path="/drafts$"))

    written = stage.drafts.create(MAIL)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, reason, True)
    assert stage.door.count("POST", "/drafts") == 1


def test_fault_104_a_mail_that_gmail_refuses_is_rejected_and_the_others_go_on(stage: GmailStage):
    refused = stage.drafts.create(b"To: nobody at all\r\n\r\nx")
    other = stage.drafts.create(MAIL)

    assert (refused.effect, refused.detail, refused.stop) == (Effect.REJECTED, "invalidArgument", False)
    assert other.effect is Effect.DONE


def test_a_create_in_a_thread_that_is_gone_is_rejected(stage: GmailStage):
    written = stage.drafts.create(MAIL, thread_id="1a2b3c")

    assert (written.effect, written.detail) == (Effect.REJECTED, "notFound")


def test_access_that_was_revoked_during_the_run_stops_it_before_anything_is_written(stage: GmailStage):
    stage.drafts.identity()
    stage.world.accounts.revoke(read_grant(stage.store.load(), stage.settings).refresh_token)

    written = stage.drafts.create(MAIL)

    assert (written.effect, written.detail, written.stop) == (Effect.REJECTED, "authError", True)


def test_a_surprise_during_a_write_is_unknown(stage: GmailStage):
    stage.faults.add(Fault(action=actions.status(400, body=b"[]"), path="/token$"))

    assert stage.drafts.create(MAIL).effect is Effect.UNKNOWN


def test_a_list_of_drafts_that_is_not_there_is_an_outage(stage: GmailStage):
    stage.faults.add(Fault(action=_refusal(404, "notFound"), path="/drafts$"))

    with pytest.raises(UnavailableError, match="list"):
        stage.drafts.listing()


@pytest.mark.parametrize(
    "fault",
    ["closed before the work", "closed after the work", "server error before the work", "cut off in the middle"],
)
def test_a_read_is_repeated_with_patience(stage: GmailStage, fault: str):
    written = stage.drafts.create(MAIL)
    stage.faults.add(Fault(action=BROKEN[fault], method="GET", path="/drafts"))

    listed = stage.drafts.listing()

    assert [each.draft_id for each in listed] == [written.draft_id]
    assert stage.clock.slept == [1.0]


@pytest.mark.parametrize("fault", sorted(BROKEN.keys() - {"no answer in time", "JSON without an id"}))
def test_a_read_that_stays_broken_is_an_outage(stage: GmailStage, fault: str):
    stage.faults.add(Fault(action=BROKEN[fault], method="GET", path="/drafts", every=True))

    with pytest.raises(UnavailableError):
        stage.drafts.listing()


@pytest.mark.fault(106)
def test_a_404_that_is_not_googles_does_not_mean_that_a_draft_is_gone(stage: GmailStage):
    draft_id = stage.drafts.create(MAIL).draft_id
    stage.faults.add(Fault(action=actions.status(404, body=b"<html>Not found</html>"), path=draft_id, every=True))

    deleted = stage.drafts.delete(draft_id)

    assert deleted.effect is Effect.UNKNOWN
    with pytest.raises(UnavailableError):
        stage.drafts.read(draft_id)


def test_a_read_without_the_right_needs_a_person(stage: GmailStage):
    stage.faults.add(Fault(action=_refusal(403, "insufficientPermissions"), path="/drafts$"))

    with pytest.raises(AuthorisationError, match="insufficientPermissions") as caught:
        stage.drafts.listing()
    assert caught.value.hint == "run `reminder auth gmail -a acme`"


def test_a_redirect_is_not_followed(stage: GmailStage):
    stage.faults.add(Fault(action=actions.redirect(f"{stage.url}/gmail/v1/users/me/profile"), path="/drafts$"))

    with pytest.raises(UnavailableError, match="302"):
        stage.drafts.listing()


def test_an_answer_that_is_too_large_is_given_up(stage: GmailStage):
    stage.faults.add(Fault(action=actions.html_page(b"x" * 2000)))

    with pytest.raises(Lost):
        GuardedHttp(largest=1000).request(stage.url)


@pytest.mark.parametrize("action", [actions.drip(50), actions.drip_headers(50)])
def test_an_answer_that_drips_is_given_up(stage: GmailStage, action: Action):
    stage.faults.add(Fault(action=action, path="/drafts$"))

    with pytest.raises(Lost):
        GuardedHttp(longest=0.3).request(f"{stage.url}/gmail/v1/users/me/drafts")


def test_every_page_of_drafts_is_listed(stage: GmailStage):
    for _ in range(501):
        stage.world.mailbox.create_draft(MAIL)

    listed = stage.drafts.listing()

    assert len({each.draft_id for each in listed}) == 501
    assert stage.door.count("GET", "/drafts") == 2


def test_pages_that_never_end_are_an_outage(stage: GmailStage):
    page = b'{"drafts": [], "nextPageToken": "7"}'
    stage.faults.add(Fault(action=actions.replace_body(lambda _: page), path="/drafts$", every=True))

    with pytest.raises(UnavailableError, match="same page"):
        stage.drafts.listing()


@pytest.mark.parametrize("body", [b'{"drafts": null, "nextPageToken": null}', b'{"nextPageToken": ""}'])
def test_a_mailbox_without_drafts_may_say_so_in_several_ways(stage: GmailStage, body: bytes):
    stage.faults.add(Fault(action=actions.replace_body(lambda _: body), path="/drafts$"))

    assert stage.drafts.listing() == ()
    assert stage.door.count("GET", "/drafts") == 1


@pytest.mark.parametrize(
    "action",
    [
        actions.status(403, body=b'{"error": {"code": 403, "message": {"x": 1}}}'),
        actions.status(500, body=b'{"error": {"code": 500, "message": 7}}'),
        actions.status(401, headers={"www-authenticate": 'Bearer x="1", , ?="'}, body=b"{}"),
    ],
)
def test_a_refusal_that_googles_library_stumbles_over_is_an_outage(stage: GmailStage, action: Action):
    stage.faults.add(Fault(action=action, path="/drafts$", every=True))

    with pytest.raises(UnavailableError):
        stage.drafts.listing()


@pytest.mark.parametrize(
    "body",
    [
        *(b'{"drafts": [{"id": "r1"}]}', b'{"drafts": 7}', b'{"drafts": ["r1"]}'),
        b'{"nextPageToken": {"x": 1}}',
    ],
)
def test_a_listing_in_another_form_is_an_outage(stage: GmailStage, body: bytes):
    stage.faults.add(Fault(action=actions.replace_body(lambda _: body), path="/drafts$"))

    with pytest.raises(UnavailableError, match="form"):
        stage.drafts.listing()


@pytest.mark.parametrize(
    "body", [b'{"id": "r1"}', b'{"id": "r1", "message": 7}', b'{"message": {"id": "a", "threadId": "b", "raw": "*"}}']
)
def test_a_draft_in_another_form_is_an_outage(stage: GmailStage, body: bytes):
    stage.faults.add(Fault(action=actions.status(200, body=body), path="/drafts/r1$"))

    with pytest.raises(UnavailableError, match="form"):
        stage.drafts.read("r1")


def _refusal(status: int, reason: str) -> Action:
    body = f'{{"error": {{"code": {status}, "message": "for a@b.example", "errors": [{{"reason": "{reason}"}}]}}}}'
    return actions.status(status, body=body.encode())


def _without_server(stage: GmailStage) -> GmailClient:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings = GmailSettings(
        address=stage.settings.address, client=stage.settings.client, api_endpoint=f"http://127.0.0.1:{port}"
    )
    return GmailClient(settings, store=stage.store, clock=stage.clock)
