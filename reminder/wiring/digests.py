"""The digest of each recorded run, put in the owner's own inbox."""

from dataclasses import replace
from itertools import islice

import structlog

from reminder.config.settings import Settings
from reminder.errors import ReminderError
from reminder.mailboxes.gmail.inbox import GmailInbox
from reminder.model.reminder import Attempt
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.ports.clock import Clock
from reminder.ports.mailbox import Effect
from reminder.report.digest import Told, digest
from reminder.report.letter import letter
from reminder.rules.safety import wrong_books
from reminder.store.store import Store
from reminder.wiring.build import Wiring
from reminder.wiring.records import Records, report_path
from reminder.words.remarks import notification

SIGNALLED = 128
LOOKED_BACK = 26
"""Runs among which the last one that made mails is looked for."""

log = structlog.get_logger()


class Digests:
    """Writes and puts the digests of the runs in one open store."""

    def __init__(self, settings: Settings, store: Store, wiring: Wiring, *, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._wiring = wiring
        self._clock = clock

    def put(self, run: Run) -> Run:
        """Put the digest of each administration's run in its mailbox; what goes wrong is a warning of that run.

        A dry run has none, nor has one that another run kept out or that a signal ended, nor one whose mailbox nobody
        has given access to yet. A run that failed itself gets no warning: it has said what is the matter.
        """
        return replace(run, administrations=tuple(self._told(run, each) for each in run.administrations))

    def write(self, run: Run, result: AdministrationRun) -> bytes:
        """Write the digest of one administration's run as a mail."""
        name, attempts = result.name, self._store.attempts(result.name)
        told = Told(
            chapter=Records(self._settings, self._store).chapter(run, result),
            as_of=run.as_of,
            before=self._before(run, name),
            steps=attempts.steps(),
            report=str(report_path(self._settings, run)),
        )
        address = self._settings.administrations[name].mailbox.address
        return letter(digest(told), address=address, key=f"{run.id}.{name}", date=self._clock.now())

    def _told(self, run: Run, result: AdministrationRun) -> AdministrationRun:
        if not self._wanted(result):
            return result
        with structlog.contextvars.bound_contextvars(run=run.id, administration=result.name):
            put = self._tried(run, result)
        if put or result.error:
            return result
        failed = notification("digest-failed", self._settings.administrations[result.name].language)
        return replace(result, warnings=(*result.warnings, failed))

    def _wanted(self, result: AdministrationRun) -> bool:
        ended = not result.dry_run and result.state is not RunState.LOCKED and result.exit_code < SIGNALLED
        mailbox = self._settings.administrations[result.name].mailbox
        return ended and mailbox.digest and (bool(mailbox.service_account) or self._granted(result.name))

    def _granted(self, name: str) -> bool:
        return self._store.credentials(name).load() is not None

    def _tried(self, run: Run, result: AdministrationRun) -> bool:
        try:
            return self._put(result.name, self.write(run, result))
        except ReminderError as error:
            log.warning("digest_failed", code=error.code, detail=error.message)
        except Exception:
            log.exception("digest_failed")
        return False

    def _before(self, run: Run, name: str) -> tuple[Attempt, ...]:
        """Give the mails of the last run of an administration before this one that ended as done and made any."""
        done = (
            each.id
            for each in self._store.history().runs()
            if each.started < run.started
            for result in each.administrations
            if result.name == name and result.state is RunState.DONE
        )
        made = (self._store.attempts(name).of_run(each) for each in islice(done, LOOKED_BACK))
        return next((mails for mails in made if mails), ())

    def _put(self, name: str, mail: bytes) -> bool:
        """Put a mail in the inbox, unless the mailbox turns out to be somebody else's."""
        client = self._wiring.mailbox(name)
        address = self._settings.administrations[name].mailbox.address
        if wrong_books(expected=address, found=(client.known or client.identity()).address, what="mailbox"):
            log.warning("digest_failed", detail="wrong-mailbox")
            return False
        written = GmailInbox(client).insert(mail)
        if written.effect is not Effect.DONE:
            log.warning("digest_failed", effect=written.effect.value, detail=written.detail)
            return False
        log.info("digest_put", message_id=written.message_id)
        return True
