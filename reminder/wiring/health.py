"""Health, gathered from settings and store without any of the libraries that talk to somebody."""

import shutil
from collections.abc import Iterable, Iterator

from reminder.app.status import Known, health_of
from reminder.config.settings import Settings
from reminder.errors import AuthorisationError, StoreError
from reminder.mailboxes.gmail.grant import check_scopes, read_grant
from reminder.model.decision import Decision
from reminder.model.health import Health, MailAccess, Problem
from reminder.model.reminder import Attempt, State
from reminder.model.run import AdministrationRun, Run, RunState
from reminder.rules.strays import stray_drafts
from reminder.store.store import Store
from reminder.wiring.clock import SystemClock
from reminder.wiring.opening import open_store
from reminder.wiring.places import exact_tokens, gmail_settings, stored_exact
from reminder.wiring.timetables import recorded, timetables


def health(settings: Settings) -> Health:
    """Give the health of every administration; a store that cannot be used is a problem like others."""
    clock = SystemClock()
    try:
        with open_store(settings, clock) as store:
            store.examine(whole=False)
            now, free = clock.now(), shutil.disk_usage(settings.database_path.parent).free
            return health_of(tuple(_known(settings, store, clock)), free=free, now=now)
    except StoreError as error:
        problem = Problem(code=error.code, message=error.message, hint=error.hint)
        return Health(administrations=(), problems=(problem,))


def _known(settings: Settings, store: Store, clock: SystemClock) -> Iterator[Known]:
    times = timetables(settings)
    runs = recorded(store, times, now=clock.now())
    for name, table in times.items():
        token = exact_tokens(store, stored_exact(settings, name)).read()
        last, attempts = store.runs(name).last_done(), store.attempts(name).current()
        yield Known(
            name=name,
            times=table,
            known_since=runs.known_since,
            started=runs.started[name],
            books_until=last.books_until if last else None,
            token_renewed=token.issued_at if token else None,
            gmail=_mail_access(settings, store, name),
            attempts=attempts,
            strays=_strays(store, name, attempts),
        )


def _strays(store: Store, name: str, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Give the edited drafts that should not go any more, as far as the last run that ended as done has told."""
    edited = [each for each in attempts if each.state is State.USER_OWNED]
    if not edited:
        return ()
    done = (run.id for run in store.history().runs() if any(_is_done(each, name) for each in run.administrations))
    last = next(done, None)
    whole = store.history().run(last) if last else None
    return stray_drafts(edited, _decisions(whole, name)) if whole else ()


def _is_done(result: AdministrationRun, name: str) -> bool:
    return result.name == name and result.state is RunState.DONE


def _decisions(run: Run, name: str) -> tuple[Decision, ...]:
    return next(each.decisions for each in run.administrations if each.name == name)


def _mail_access(settings: Settings, store: Store, name: str) -> MailAccess:
    mailbox = gmail_settings(settings, name)
    if mailbox.service_account is not None:
        return MailAccess.DELEGATED
    text = store.credentials(name).load()
    if text is None:
        return MailAccess.NONE
    try:
        check_scopes(read_grant(text, mailbox).scopes, mailbox)
    except AuthorisationError:
        return MailAccess.TOO_NARROW
    return MailAccess.GIVEN
