"""The English sentences about a run that the owner should know."""

REMARKS = {
    "first-run": "This is the first run, so it only makes drafts.",
    "stale-books": "The bank is behind: processed until {until}, longer ago than max_bank_age_days = {days} allows. "
    "Who has paid since may still show as open.",
    "stale-books.unknown": "It is not known until when the bank is processed (max_bank_age_days = {days}). "
    "Who has paid may still show as open.",
    "same-books": "{names} read the same books (division {division}), so that each of them reminds every debtor. "
    "Correct the division in the configuration, or leave one out.",
    "only-drafts": "Nothing is sent, only drafts are made.",
    "unreadable-row": "A row of the books could not be read and was left out: {row} ({fault}).",
    "other-total": "What was read and the ledger's own overview differ by {amount}; something may have been "
    "booked meanwhile.",
    "shared-address": "{count} debtors share the address {address}; each is mailed.",
    "forced": "The limits on the number of reminders were overruled with --force.",
    "reply": "An answer came from {debtor} ({code}); on hold until {until}.",
    "bounce": "A mail to {debtor} ({code}) came back; on hold until {until}.",
    "other-mailbox": "Mail {reference} was made in another mailbox.",
    "do-not-send": "Do not send the draft to {debtor} (mail {reference}): somebody edited it, and what it says was "
    "paid, held or changed since. Change it or discard it.",
    "unsettled": "Mail {reference} to {debtor}: {state}. If it stays so, look in the mailbox, then run "
    "`reminder resolve {reference}`.",
    "mail-failed": "Mail {reference} to debtor {debtor} could not be made: {why}.",
    "held-back": "Mail {reference} to {debtor} was held back: another mail to this debtor is under way.",
    "draft-left-behind": "The draft of mail {reference} was still there after it had been sent, and was deleted.",
    "missing-pdf": "No PDF was found of {count} invoices ({numbers}); the mails go without.",
    "missing-pdf.one": "No PDF was found of invoice {numbers}; the mail goes without.",
    "missing-pdf.refused": "The ledger gives no PDF ({why}).",
    "large-pdf": "The PDF of {numbers} is left out: a mail holds {limit} MB.",
    "numbers.more": "{numbers} and {count} more",
    "numbers.none": "an invoice without a number",
    "no-pay-code": "The mail to debtor {debtor} has no code to pay with: {why}.",
    "no-pay-code.iban": "the IBAN is not valid",
    "no-pay-code.amount": "the amount does not fit",
    "no-pay-code.holder": "the account holder's name does not fit",
    "no-pay-code.numbers": "the invoice numbers do not fit",
    "no-pay-code.characters": "a name or number holds characters that banks do not take",
    "no-pay-code.size": "it would hold too much",
    "interest-rates": "The mail to debtor {debtor} names no interest: the rates are known until {until}.",
    "language-fallback": "There is no text for debtor {debtor} in `{wanted}`; it is written in `{written}`.",
    "digest-failed": "The digest could not be put in the inbox; the log file says why.",
}
"""Every remark by its code; a part after a dot belongs to the remark before it."""
