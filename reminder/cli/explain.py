"""`explain`: every decision about an invoice, or all that is known of a debtor, in words."""

from typing import Annotated

import typer

from reminder.cli.options import AsJson, One
from reminder.errors import UsageError

Invoice = Annotated[str | None, typer.Argument(metavar="INVOICE", help="Any number of the invoice.")]
DebtorCode = Annotated[str | None, typer.Option("--debtor", metavar="CODE", help="A debtor, by its code.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("explain")(explain)


def explain(
    context: typer.Context,
    invoice: Invoice = None,
    debtor: DebtorCode = None,
    administration: One = None,
    as_json: AsJson = False,
) -> None:
    """Tell all that is known of an invoice or a debtor, in words.

    Of an invoice that is every decision ever made about it; of a debtor what is open, decided, mailed, called and
    held, and how late it paid before.
    """
    from reminder.app.explain import explain_debtor, explain_invoice
    from reminder.cli.loading import settings_of, the_one
    from reminder.cli.output import print_json
    from reminder.cli.stories import print_debtor, print_invoice
    from reminder.report.stories import debtor_document, invoice_document
    from reminder.wiring.people import open_desk

    if (invoice is None) == (debtor is None):
        raise UsageError("explain what?", hint="name an invoice, or a debtor with --debtor CODE")
    settings = settings_of(context)
    with open_desk(settings, the_one(settings, administration)) as desk:
        language = desk.language
        if invoice is not None:
            stories = explain_invoice(desk, invoice)
            print_json(invoice_document(stories, language)) if as_json else print_invoice(stories, language)
        else:
            story = explain_debtor(desk, debtor or "")
            print_json(debtor_document(story, language)) if as_json else print_debtor(story, language)
