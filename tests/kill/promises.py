"""What must hold after whatever befell the program, judged by the sandbox's own history.

The names are those of the invariants on the page about reliability, with the exceptions that the design makes. I4, I5,
I6, I12 and I17 are looked at while they happen, see `watching`; I13, T4 and T5 have tests of their own, in
`test_machine`. I2, a slot for every address, is not taken over.
"""

import json
from collections import Counter
from collections.abc import Iterator

from reminder.mime import reference_of
from reminder.sandbox.gmail.records import By
from tests.e2e.conftest import Document
from tests.kill.harness import Victim, by_the_program, outputs, secrets_of, tone

UNSETTLED = ("creating", "sending", "review")
NEEDS_PERSON = (*UNSETTLED, "failed")
STEPS = "SELECT reference, receivable, reminder_item.tier FROM reminder_item JOIN reminder ON reminder.id = reminder_id"


def promises(victim: Victim, last: Document) -> list[str]:
    """Name every promise that was not kept; nothing when all were."""
    rules = (_doubles, _strangers, _unfinished, _order, _calls, _tokens)
    after = (_silence, _exit_code, _modes, _loss)
    return [
        *victim.watch.wrong,
        *(text for rule in rules for text in rule(victim)),
        *(text for rule in after for text in rule(victim, last)),
        *(["I16: a secret is shown"] if any(secret in outputs(victim) for secret in secrets_of(victim)) else []),
    ]


def quiet(victim: Victim) -> list[str]:
    """I15: run once more with nothing changed, and name everything that was written."""
    before = _writes(victim)
    victim.run()
    written = _writes(victim)[len(before) :]
    return [f"I15: {each}" for each in written]


def _writes(victim: Victim) -> list[str]:
    """Give every write that was asked for; the owner's own digest and the renewal of access are none."""
    sandbox = victim.stage.sandbox
    calls = (*sandbox.gmail_faults.history, *sandbox.exact_faults.history)
    asked = [f"{each.method} {each.path}" for each in calls if each.method != "GET"]
    return [each for each in asked if not each.endswith(("/messages", "/token"))]


def _doubles(victim: Victim) -> Iterator[str]:
    """I1: one mail for a receivable and a tier; all of this happens within a day, so also one for a debtor."""
    sent = victim.sent()
    counts = Counter(reference_of(event.message.raw) for event in sent)
    steps = [(ref, key, tier) for ref, key, tier in victim.query(STEPS) if tier]
    mailed = Counter((key, tier) for ref, key, tier in steps for _ in range(counts[ref]))
    yield from (f"I1: {count} mails about {step}" for step, count in mailed.items() if count > 1)
    debtors = Counter(event.message.header("To") for event in sent)
    yield from (f"I1: {count} mails to {to}" for to, count in debtors.items() if count > 1)


def _strangers(victim: Victim) -> Iterator[str]:
    """I3 and I4: what is recorded as sent was, and what was sent or waits is recorded."""
    left = {reference_of(event.message.raw) for event in victim.sent()}
    recorded = {ref for (ref,) in victim.query("SELECT reference FROM reminder WHERE state = 'sent'")}
    known = {ref for (ref,) in victim.query("SELECT reference FROM reminder")}
    yield from (f"I3: mail {each} was never sent" for each in recorded - left)
    yield from (f"I4: mail {each} is not in the store" for each in left - known)
    watching = "SELECT reference FROM reminder WHERE state NOT IN ('sent', 'withdrawn')"
    watched = {ref for (ref,) in victim.query(watching)}
    drafts = {reference_of(draft.message.raw) for draft in victim.stage.sandbox.gmail.drafts()}
    yield from (f"I4: the draft of mail {each} is left alone" for each in drafts - watched)


def _silence(victim: Victim, last: Document) -> Iterator[str]:
    """I7: what is unsettled stands in the last report."""
    told = json.dumps(last)
    for ref, state in victim.query("SELECT reference, state FROM reminder"):
        if state in UNSETTLED and ref not in told:
            yield f"I7: mail {ref} is {state}, and the last report does not say so"


def _order(victim: Victim) -> Iterator[str]:
    """I8: the tier after one that is done, and no other."""
    for event in victim.sent():
        code = event.message.header("To").partition("@")[0].removeprefix("post")
        wanted = victim.tones.get(code, "friendly")
        if tone(event.message) != wanted:
            yield f"I8: debtor {code} got {tone(event.message)} for {wanted}"


def _modes(victim: Victim, last: Document) -> Iterator[str]:
    """I9: in draft mode nothing is sent."""
    if last["mode"] == "draft" and any(event.by is By.API for event in victim.sent()):
        yield "I9: something was sent in draft mode"


def _calls(victim: Victim) -> Iterator[str]:
    """I10: mails leave by `drafts.send` alone, and every such call found its draft: none was made twice with one id."""
    calls = [each for each in victim.stage.sandbox.gmail_faults.history if each.method == "POST"]
    if any(each.path.endswith("/messages/send") for each in calls):
        yield "I10: messages.send was called"
    asked = {"sent": "/drafts/send", "draft-created": "/drafts"}
    for kind, path in asked.items():
        happened = sum(event.kind == kind for event in by_the_program(victim))
        called = sum(each.path.endswith(path) for each in calls)
        if called != happened:
            yield f"I10: {called} calls of {path} and {happened} times {kind}"


def _unfinished(victim: Victim) -> Iterator[str]:
    """I11: nothing stays half done."""
    half = victim.query("SELECT reference FROM reminder WHERE state = 'planned' OR (state = 'drafted' AND send = 1)")
    yield from (f"I11: mail {ref} stays half done" for (ref,) in half)


def _exit_code(victim: Victim, last: Document) -> Iterator[str]:
    """I14: the exit code is that of the worst that is left."""
    states = {state for (state,) in victim.query("SELECT state FROM reminder")}
    presumed = any(each["to"] in {"sent-presumed", "review"} for each in last["settled"])
    wanted = 3 if states & set(NEEDS_PERSON) or presumed else 0
    if last["exit_code"] != wanted:
        yield f"I14: exit code {last['exit_code']} for {sorted(states)}: {last['error']}"


def _loss(victim: Victim, last: Document) -> Iterator[str]:
    """Of everybody who owes something, a mail left or waits, or is in somebody's sight."""
    alive = {"sent", "sent-presumed", "drafted", "gone", "user-owned", *UNSETTLED}
    states = dict(victim.query("SELECT reference, state FROM reminder"))
    rows = victim.query("SELECT debtor_code, reference FROM reminder")
    mailed = {code for code, ref in rows if states[ref] in alive}
    owing = {each["debtor_code"] for each in last["decisions"]}
    yield from (f"debtor {code} is forgotten: {last['decisions']}" for code in owing - mailed)


def _tokens(victim: Victim) -> Iterator[str]:
    """T1, T2, T3, T6: a whole pair is stored, the living one; none was asked for with an old one or too early."""
    authority = victim.stage.sandbox.exact.authority
    pending = victim.query("SELECT 1 FROM pending_refresh")
    ((access, refresh),) = victim.query("SELECT access, refresh FROM token WHERE service LIKE 'exact%'")
    if not authority.knows(access) or refresh not in authority._refresh:
        yield "T6: half a token is stored"
    elif authority._refresh[refresh].used and not pending:
        yield "T1: the stored token is spent, and nothing says so"
    asked = [each for each in victim.stage.sandbox.exact_faults.history if each.path.endswith("/token")]
    refused = {each.status for each in asked} - {200, None}
    yield from (f"T2, T3: a token request was answered {status}" for status in refused)
