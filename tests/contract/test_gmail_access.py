"""How access to a mailbox is renewed, and what is said when it cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from reminder import mime
from reminder.errors import AuthorisationError, ReminderError, UnavailableError
from reminder.mailboxes.gmail.client import GmailClient
from reminder.mailboxes.gmail.grant import Grant, read_grant
from reminder.mailboxes.gmail.settings import GmailSettings, scopes
from reminder.ports.mailbox import Effect
from reminder.sandbox import fault_actions as actions
from reminder.sandbox.faults import Fault
from tests.fakes import FakeClock
from tests.fakes_mailbox import ADDRESS
from tests.gmail_stage import START, GmailStage, MemoryStore, a_grant, gmail_stage
from tests.unit.test_mime import a_reminder


@pytest.fixture
def stage() -> Iterator[GmailStage]:
    with gmail_stage() as stage:
        yield stage


def refused(stage: GmailStage) -> ReminderError:
    with pytest.raises(ReminderError) as caught:
        stage.drafts.identity()
    return caught.value


def test_access_is_renewed_once_before_any_work(stage: GmailStage):
    stage.drafts.identity()
    stage.drafts.listing()

    assert [path for _, path in stage.door.arrived][:2] == ["/token", "/gmail/v1/users/me/profile"]
    assert stage.door.count("POST", "/token") == 1


def test_nothing_is_asked_before_the_first_call(stage: GmailStage):
    assert stage.door.arrived == []


def test_the_difference_between_the_clocks_is_told(stage: GmailStage):
    stage.sandbox_clock.advance(minutes=10)

    skew = stage.drafts.identity().skew

    assert skew is not None
    assert timedelta(minutes=9, seconds=58) < skew < timedelta(minutes=11)


@pytest.mark.parametrize("date", ["", "soon", "Mon, 32 Nov 2026 07:00:00 GMT"])
def test_a_server_that_tells_no_time_gives_no_difference(stage: GmailStage, date: str):
    profile = actions.status(200, headers={"date": date}, body=b'{"emailAddress": "administratie@acme.example"}')
    stage.faults.add(Fault(action=profile, path="/profile"))

    assert stage.drafts.identity().skew is None


def test_without_a_grant_a_person_is_asked_for_one(stage: GmailStage):
    stage.store.text = None

    error = refused(stage)

    assert isinstance(error, AuthorisationError)
    assert error.hint == "run `reminder auth gmail -a acme`"
    assert stage.door.arrived == []


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"refresh_token": 1}'])
def test_a_stored_grant_that_cannot_be_read_is_said_to_be_so(stage: GmailStage, text: str):
    stage.store.text = text

    assert "cannot be read" in refused(stage).message


@pytest.mark.fault(28)
def test_a_revoked_grant_names_the_likely_causes(stage: GmailStage):
    stage.world.accounts.revoke(read_grant(stage.store.load(), stage.settings).refresh_token)

    error = refused(stage)

    assert isinstance(error, AuthorisationError)
    for cause in ("Testing", "7 days", "password", "revoked", "six months", "too often"):
        assert cause in error.message
    assert error.hint == "run `reminder auth gmail -a acme`"


@pytest.mark.fault(28)
def test_a_grant_of_an_app_in_testing_dies_after_a_week(stage: GmailStage):
    stage.world.knobs.testing_app = True
    stage.store.text = a_grant(stage.world, stage.settings).text()
    stage.drafts.identity()
    stage.sandbox_clock.advance(days=7, hours=1)

    assert isinstance(refused(stage), AuthorisationError)


def test_a_grant_that_is_too_narrow_names_what_is_missing(stage: GmailStage):
    narrow = replace(a_grant(stage.world, stage.settings), scopes=scopes(stage.settings)[:1])
    stage.store.text = narrow.text()

    error = refused(stage)

    assert isinstance(error, AuthorisationError)
    assert "gmail.readonly, gmail.insert" in error.message


def test_a_grant_that_became_narrower_is_noticed_at_the_renewal(stage: GmailStage):
    answer = b'{"access_token": "x", "expires_in": 3599, "token_type": "Bearer", "scope": "%s"}'
    narrow = answer % scopes(stage.settings)[0].encode()
    stage.faults.add(Fault(action=actions.replace_body(lambda _: narrow), path="/token"))

    assert "gmail.readonly" in refused(stage).message


@pytest.mark.parametrize(
    "action",
    [
        actions.close_before,
        actions.html_page(),
        actions.status(502, body=b"<html>Bad gateway</html>"),
        actions.status(400, body=b"[]"),
        actions.replace_body(lambda _: b'"text"'),
        actions.replace_body(lambda _: b"\xff\xfe"),
        actions.replace_body(lambda _: b"{}"),
        actions.truncate(0.5),
    ],
)
def test_a_token_endpoint_that_gives_no_usable_answer_is_an_outage(stage: GmailStage, action: actions.Action):
    stage.faults.add(Fault(action=action, path="/token", every=True))

    assert isinstance(refused(stage), UnavailableError)


@pytest.mark.parametrize(
    "body", [b"[]", b'"x"', b'{"access_token": 1}', b'{"access_token": "x", "expires_in": "soon"}']
)
def test_a_renewal_amid_the_work_that_gives_no_usable_answer_is_an_outage(stage: GmailStage, body: bytes):
    short = actions.replace_body(lambda answer: answer.replace(b"3599", b"1"))
    stage.faults.add(Fault(action=short, path="/token"))
    stage.faults.add(Fault(action=actions.status(200, body=body), path="/token", nth=2, every=True))

    with pytest.raises(UnavailableError):
        stage.drafts.identity()


def test_another_refusal_is_named(stage: GmailStage):
    stage.faults.add(Fault(action=actions.status(401, body=b'{"error": "invalid_client"}'), path="/token"))

    error = refused(stage)

    assert isinstance(error, AuthorisationError)
    assert "invalid_client" in error.message


def test_a_new_refresh_token_is_kept(stage: GmailStage):
    answer = b'{"access_token": "%s", "expires_in": 3599, "refresh_token": "1//new", "scope": "%s"}'
    access = stage.world.access_token(scopes(stage.settings))
    changed = answer % (access.encode(), " ".join(scopes(stage.settings)).encode())
    stage.faults.add(Fault(action=actions.replace_body(lambda _: changed), path="/token"))

    stage.drafts.identity()

    assert [read_grant(text, stage.settings).refresh_token for text in stage.store.saved] == ["1//new"]


def test_an_unchanged_refresh_token_is_not_written_again(stage: GmailStage):
    stage.drafts.identity()

    assert stage.store.saved == []


def test_a_grant_never_shows_its_token():
    grant = Grant(refresh_token="1//secret", scopes=(), account=ADDRESS, issued_at="2026-11-23T07:00:00+00:00")

    assert "secret" not in repr(grant)
    assert ADDRESS not in repr(grant)


def test_a_profile_without_an_address_is_an_outage(stage: GmailStage):
    stage.faults.add(Fault(action=actions.replace_body(lambda _: b'{"messagesTotal": 1}'), path="/profile"))

    assert isinstance(refused(stage), UnavailableError)


def test_least_scopes_draft_and_send_but_do_not_read(stage: GmailStage):
    settings = replace(stage.settings, read=False, digest=False)
    store = MemoryStore(text=a_grant(stage.world, settings).text())
    least = replace(stage, settings=settings, client=GmailClient(settings, store=store, clock=FakeClock(START)))

    draft_id = least.drafts.create(mime.build(a_reminder(), date=START)).draft_id
    sent = least.sender.send(draft_id)

    assert sent.effect is Effect.DONE
    with pytest.raises(AuthorisationError, match="insufficientPermissions"):
        least.threads.follow(sent.thread_id)


def test_a_service_account_works_in_the_mailbox_it_acts_for(stage: GmailStage):
    client = _service_account(stage, delegated=scopes(stage.settings))

    assert client.identity().address == ADDRESS


def test_a_service_account_without_the_delegation_needs_a_person(stage: GmailStage):
    client = _service_account(stage, delegated=())

    with pytest.raises(AuthorisationError, match="unauthorized_client"):
        client.identity()


def _service_account(stage: GmailStage, *, delegated: tuple[str, ...]) -> GmailClient:
    key = stage.world.service_account_json(stage.url, delegated)
    settings = GmailSettings(address=ADDRESS, service_account=key, api_endpoint=stage.url)
    return GmailClient(settings, store=MemoryStore(), clock=stage.clock)
