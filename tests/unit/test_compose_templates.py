"""An owner's own texts: which one counts, what they may hold, and how their faults are told."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from reminder.compose.context import NAMES, Creditor, Line
from reminder.compose.lint import template_faults
from reminder.compose.places import shipped
from reminder.errors import ConfigError, ReminderError
from reminder.model.policy import Policy
from tests.builders import FRIENDLY, a_company, a_notice, a_policy, a_receivable
from tests.composing import a_composer, own_file, own_text, written


def faults(folder: Path | None, policy: Policy | None = None) -> tuple[str, ...]:
    return template_faults(
        policy or a_policy(final_demand=True), a_company(), languages=("nl", "en"), own_templates=folder
    )


def test_the_shipped_texts_are_right_for_every_tier_and_language():
    assert faults(None) == ()


def test_an_own_text_wins_over_the_shipped_one_file_by_file(tmp_path: Path):
    composer = a_composer(own_templates=own_text(tmp_path, "<p>Eigen tekst.</p>", subject="Eigen onderwerp"))

    assert written(a_notice(), composer=composer).subject == "Eigen onderwerp"
    assert "Eigen tekst." in written(a_notice(), composer=composer).text
    assert written(a_notice(language="en"), composer=composer).subject == "Reminder: invoice 26000042"


def test_an_own_letter_changes_what_every_text_shares(tmp_path: Path):
    letter = (shipped() / "nl" / "letter.j2").read_text(encoding="utf-8")
    own_file(tmp_path, letter.replace("Met vriendelijke groet", "Hartelijke groet"), name="nl/letter.j2")

    assert "Hartelijke groet," in written(a_notice(), composer=a_composer(own_templates=tmp_path)).text


def test_an_own_language_needs_no_letter(tmp_path: Path):
    body = (
        "{% for line in invoices %}<p>Rechnung {{ line.number }}, {{ line.due_date | date }}, {{ line.amount | money }}"
    )
    source = "{% block subject %}Erinnerung{% endblock %}{% block body %}" + body
    own_file(tmp_path, source + ", {{ reference }}</p>{% endfor %}{% endblock %}", name="de/friendly.j2")

    reminder = written(a_notice(language="de"), composer=a_composer(own_templates=tmp_path))

    assert reminder.language == "de"
    assert reminder.text == "Rechnung 26000042, 2. November 2026, 250,00\u00a0€, ACME-7F3K\n"


@pytest.mark.fault(93, 94, 96, 97, 98)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>{{ amount }}</p>", "line 4: `amount` is not a name that a text knows"),
        ("<p>{{ total | safe }}</p>", "line 4: the filter `safe` is not allowed"),
        ("<p>{{ total | tojson }}</p>", "line 4: No filter named 'tojson'"),
        ("{% autoescape false %}{% endautoescape %}", "line 4: autoescape stays on"),
        ('{% include "en/letter.j2" %}', "line 4: include and import are not allowed"),
        ('{% import "en/letter.j2" as other %}', "line 4: include and import are not allowed"),
        ('{% from "en/letter.j2" import x %}', "line 4: include and import are not allowed"),
        ("{{ company.__class__ }}", "line 4: names that start with an underscore"),
        ("{{ company['__class__'] }}", "line 4: names that start with an underscore"),
        ("{{ company.nome }}", r"line 4: `nome` is not there; did you mean `name`\?"),
        ("{{ invoices[0].amuont | money }}", r"line 4: `amuont` is not there; did you mean `amount`\?"),
        ("{{ totaal | money }}", r"line 4: `totaal` is not a name that a text knows; did you mean `total`\?"),
        ("{{ invoice.number }}", r"line 4: asks for the `number` of nothing; ask `{% if … %}` first"),
        ("{{ self.acount() }}", r"line 4: there is no block `acount`"),
        ("{{ self.account }}", r"line 4: a block needs brackets, as in `{{ self.account\(\) }}`"),
        ("{{ pay_by | date }}", "line 4: prints a value that is not there"),
        ("{{ books_until | date }}", "line 4: prints a value that is not there"),
        ("{{ fee | money }}", "line 4: prints a value that is not there"),
        ("{% for x in range(3) %}{% endfor %}", "line 4: `range` is not a name that a text knows"),
        ("{{ lipsum() }}", "line 4: `lipsum` is not a name that a text knows"),
        ("{{ salutation.upper() }}", "line 4: .* is not safely callable"),
        ("{{ 'x' * 1000000000 }}", r"line 4: `\*` is not allowed"),
        ("{{ 9 ** 99999999 }}", r"line 4: `\*\*` is not allowed"),
        ("{{ pay_by }}", "line 4: prints a value that is not there"),
        ("{{ total }}", "line 4: prints an unformatted Decimal"),
        ("{{ invoices }}", "line 4: prints an unformatted tuple"),
        ("{% if %}", "line 4: "),
        ("<p>TODO</p>", "line 4: a placeholder is left"),
        ("<p>Betaal € 12,50 extra.</p>", "an amount stands in it that is not among the facts"),
        ("<p>Betaal €\u00a015 extra.</p>", "an amount stands in it that is not among the facts"),
        ("<p>Betaal 15 euro extra.</p>", "an amount stands in it that is not among the facts"),
        ("<p>Betaal EUR 1.500 extra.</p>", "an amount stands in it that is not among the facts"),
        ("<p>Betaal € 15,- extra.</p>", "an amount stands in it that is not among the facts"),
        ("{% raw %}{{ total }}{% endraw %}", "a placeholder is left"),
        ('<img src="https://x.example/pixel.png">', "remote images and links"),
        ('<p style="background: url(https://x.example/pixel.png)">x</p>', "remote images and links"),
        ('<table background="https://x.example/pixel.png"></table>', "remote images and links"),
        ('<meta http-equiv="refresh" content="0; url=https://x.example">', "remote images and links"),
        ('<a href="javascript:alert(1)">betalen</a>', "remote images and links"),
        ('<input name="iban">', "remote images and links"),
        ("<script></script>", "remote images and links"),
        ('<p class="picture">Betaal € 12,50 extra.</p>', "an amount stands in it that is not among the facts"),
        ('{{ company["__cl" ~ "ass__"] }}', "line 4: access to attribute '__class__'"),
        ("{{ company | attr('name') }}", "line 4: No filter named 'attr'"),
        ("{% for x in invoices recursive %}{{ loop(invoices) }}{% endfor %}", "line 4: .* is not safely callable"),
        ("{{ (total + 1) | money }}", r"line 4: `\+` is not allowed"),
        ("{{ '%99999999d' % 1 }}", "line 4: `%` is not allowed"),
    ],
)
def test_what_a_text_may_not_hold_is_told_with_its_file_and_line(tmp_path: Path, body: str, said: str):
    told = "\n".join(faults(own_text(tmp_path, body)))

    assert str(tmp_path / "nl" / "friendly.j2") in told
    assert re.search(said, told)


@pytest.mark.fault(93, 97)
@pytest.mark.parametrize("body", ["{{ total | safe }}", "{{ company.__class__ }}", "{{ amount }}"])
def test_a_faulty_text_writes_no_mail(tmp_path: Path, body: str):
    composer = a_composer(own_templates=own_text(tmp_path, body))

    with pytest.raises(ConfigError, match=r"friendly\.j2, line 4"):
        written(a_notice(), composer=composer)


@pytest.mark.fault(98)
def test_a_text_that_leaves_out_a_fact_writes_no_mail(tmp_path: Path):
    own_file(tmp_path, "{% block subject %}Dag{% endblock %}{% block body %}<p>{{ reference }}</p>{% endblock %}")

    with pytest.raises(ReminderError, match="an open amount is missing"):
        written(a_notice(), composer=a_composer(own_templates=tmp_path))
    assert any("an invoice number is missing" in fault for fault in faults(tmp_path))


@pytest.mark.fault(95)
def test_a_text_that_does_not_end_is_stopped(tmp_path: Path):
    loops = "{% for a in invoices %}" * 12 + "<p>nog eens</p>" + "{% endfor %}" * 12
    composer = a_composer(own_templates=own_text(tmp_path, loops))

    with pytest.raises(ConfigError, match="more than 200000 characters"):
        written(a_notice(*(a_receivable(invoice=str(number)) for number in range(100, 104))), composer=composer)


@pytest.mark.fault(95)
@pytest.mark.parametrize(
    "body",
    [
        "{% for a in salutation %}" * 12 + "{% endfor %}" * 12,
        "{% macro f(s) %}{% if s %}{{ f(s[1:]) }}{{ f(s[1:]) }}{% endif %}{% endmacro %}{{ f('" + "a" * 60 + "') }}",
    ],
)
def test_a_text_whose_loops_do_not_end_is_stopped_though_it_says_nothing(tmp_path: Path, body: str):
    composer = a_composer(own_templates=own_text(tmp_path, body))

    with pytest.raises(ConfigError, match=r"friendly\.j2, line 4: its loops do not end"):
        written(a_notice(), composer=composer)


def test_a_statement_of_a_thousand_invoices_takes_no_more_steps_than_a_text_may():
    rows = tuple(a_receivable(invoice=str(26000000 + number), amount="1.00") for number in range(1000))

    assert written(a_notice(*rows)).text.count("26000999") == 1


@pytest.mark.parametrize("name", ["../buiten.j2", "../../buiten.j2", "/etc/hostname", "nl/../../buiten.j2"])
def test_a_text_stands_on_no_page_outside_its_folder(tmp_path: Path, name: str):
    (tmp_path / "buiten.j2").write_text("geheim", encoding="utf-8")
    folder = own_file(tmp_path / "eigen", f'{{% extends "{name}" %}}')

    with pytest.raises(ConfigError, match=r"friendly\.j2, line 1: there is no text"):
        written(a_notice(), composer=a_composer(own_templates=folder))


def test_a_text_may_count_its_rows(tmp_path: Path):
    body = "{% for line in invoices %}<p>rij {{ loop.index }} van {{ invoices | length + 0 }}</p>{% endfor %}"
    notice = a_notice(a_receivable(), a_receivable(invoice="26000043"))

    assert "rij 2 van 2" in written(notice, composer=a_composer(own_templates=own_text(tmp_path, body))).text


def test_every_refused_thing_in_a_text_is_told_at_once(tmp_path: Path):
    told = faults(own_text(tmp_path, "{{ one }}\n{{ two }}"))

    assert [fault.partition(", ")[2] for fault in told] == [
        "line 4: `one` is not a name that a text knows",
        "line 5: `two` is not a name that a text knows",
    ]


def test_what_is_wrong_with_every_sample_is_told_once(tmp_path: Path):
    own = own_text(tmp_path, "<p>Wij rekenen administratiekosten.</p>")

    assert faults(own) == (f"{own}/nl/friendly.j2: administration or reminder costs may not be claimed",)


def test_what_is_wrong_with_some_samples_is_told_once_with_their_names(tmp_path: Path):
    own = own_text(tmp_path, "{% if invoice and invoice.invoice_amount %}<p>Betaal € 15 extra.</p>{% endif %}")

    assert faults(own) == (
        f"{own}/nl/friendly.j2, with a part payment: an amount stands in it that is not among the facts",
    )


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_text_saved_in_another_encoding_is_told_with_the_way_out(tmp_path: Path, encoding: str):
    path = own_text(tmp_path, "<p>Eén factuur.</p>") / "nl" / "friendly.j2"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    told = faults(tmp_path)

    assert told == (f"{path}, line 1: cannot be read as UTF-8 text; save it with that encoding",)
    with pytest.raises(ConfigError, match="cannot be read as UTF-8 text"):
        written(a_notice(), composer=a_composer(own_templates=tmp_path))


@pytest.mark.parametrize("source", ["", "Betaal {{ total | money }}.", "{% block onderwerp %}x{% endblock %}"])
def test_a_text_without_its_blocks_is_told_by_its_own_name(tmp_path: Path, source: str):
    told = faults(own_file(tmp_path, source))

    assert told == (f"{tmp_path}/nl/friendly.j2, line 1: there is no `{{% block subject %}}` in it",)


def test_a_tier_without_a_text_is_told():
    assert faults(None, a_policy(tiers=(replace(FRIENDLY, name="stern", template="stern"),))) == (
        "tier `stern`: there is no text `nl/stern.j2`",
    )


def test_a_template_name_cannot_leave_its_folder():
    with pytest.raises(ConfigError, match="there is no text"):
        written(a_notice(tone=replace(FRIENDLY, template="../layout.html")))


def test_the_guide_to_texts_names_everything_that_a_text_may_use():
    guide = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    rows = (f".{each.name}" for each in fields(Line))
    own = (f".{each.name}" for each in fields(Creditor))

    assert [name for name in (*NAMES, *rows, *own) if f"`{name}`" not in guide] == []
