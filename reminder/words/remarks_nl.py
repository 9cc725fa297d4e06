"""The Dutch sentences about a run: what the owner should know, why it did not end as planned, what to do."""

from reminder.errors import Half

REMARKS = {
    "first-run": "Dit is de eerste run; daarom zijn er alleen concepten gemaakt.",
    "stale-books": "De bank loopt achter: verwerkt tot en met {until}, langer geleden dan max_bank_age_days = {days} "
    "toestaat. Wie sindsdien heeft betaald, kan nog openstaan.",
    "stale-books.unknown": "Het is niet bekend tot wanneer de bank is verwerkt (max_bank_age_days = {days}). "
    "Wie heeft betaald, kan nog openstaan.",
    "same-books": "{names} lezen dezelfde boekhouding (administratie {division}): elke debiteur krijgt dan van elk een "
    "herinnering. Verbeter de administratie in de configuratie, of laat er één weg.",
    "only-drafts": "Er wordt niets verzonden, er komen alleen concepten.",
    "unreadable-row": "Een regel van de boekhouding is onleesbaar en overgeslagen: {row} ({fault}).",
    "other-total": "Wat is opgehaald en het overzicht van de boekhouding verschillen {amount}; misschien is "
    "er intussen geboekt.",
    "shared-address": "{count} debiteuren hebben hetzelfde adres, {address}; elk krijgt een eigen e-mail.",
    "forced": "De grenzen aan het aantal herinneringen zijn met --force terzijde geschoven.",
    "reply": "Er kwam een antwoord van {debtor} ({code}); aangehouden tot en met {until}.",
    "bounce": "Een e-mail aan {debtor} ({code}) is niet aangekomen; aangehouden tot en met {until}.",
    "other-mailbox": "E-mail {reference} is in een andere mailbox gemaakt.",
    "do-not-send": "Verzend het concept aan {debtor} (e-mail {reference}) niet: iemand heeft het bewerkt, en wat erin "
    "staat is intussen betaald, aangehouden of veranderd. Pas het aan of gooi het weg.",
    "unsettled": "E-mail {reference} aan {debtor}: {state}. Blijft dat zo, kijk dan in de mailbox en geef "
    "`reminder resolve {reference}`.",
    "mail-failed": "E-mail {reference} aan debiteur {debtor} kon niet worden gemaakt: {why}.",
    "held-back": "E-mail {reference} aan {debtor} is niet gemaakt: er is al een andere e-mail aan deze debiteur "
    "onderweg.",
    "draft-left-behind": "Het concept van e-mail {reference} stond er na het verzenden nog, en is verwijderd.",
    "missing-pdf": "Van {count} facturen is geen pdf gevonden ({numbers}); de e-mails gaan zonder.",
    "missing-pdf.one": "Van factuur {numbers} is geen pdf gevonden; de e-mail gaat zonder.",
    "missing-pdf.refused": "De boekhouding geeft geen pdf's ({why}).",
    "large-pdf": "De pdf van {numbers} is weggelaten: in een e-mail past {limit} MB.",
    "numbers.more": "{numbers} en nog {count}",
    "numbers.none": "een factuur zonder nummer",
    "no-pay-code": "De e-mail aan debiteur {debtor} heeft geen betaalcode: {why}.",
    "no-pay-code.iban": "het IBAN klopt niet",
    "no-pay-code.amount": "het bedrag past er niet in",
    "no-pay-code.holder": "de naam van de rekeninghouder past er niet in",
    "no-pay-code.numbers": "de factuurnummers passen er niet in",
    "no-pay-code.characters": "een naam of nummer bevat tekens die banken niet aannemen",
    "no-pay-code.size": "er zou te veel in staan",
    "interest-rates": "De e-mail aan debiteur {debtor} noemt geen rente: de tarieven zijn bekend tot en met {until}.",
    "language-fallback": "Voor debiteur {debtor} is er geen tekst in taal {wanted}; de e-mail is in taal {written}.",
    "digest-failed": "De samenvatting kon niet in de inbox worden gezet; het logbestand zegt waarom.",
}
"""Every remark by its code; a part after a dot belongs to the remark before it."""

FAILURES = {
    "authorisation": "er is geen toegang tot {whose}",
    "unavailable": "{whose} is nu niet bereikbaar",
    "locked": "een andere run van deze administratie is bezig",
    "store": "de opslag kan niet worden gebruikt",
    "configuration": "de configuratie klopt niet",
    "template": "een tekst kan niet worden geschreven",
    "wrong-division": "de administratie in de boekhouding is een andere dan de ingestelde",
    "wrong-division-name": "de naam van de administratie in de boekhouding is een andere dan de ingestelde",
    "wrong-mailbox": "de mailbox is een andere dan de ingestelde",
    "clock": "de klok van deze machine verschilt meer dan vijf minuten van die van de server",
    "control-total": "wat is opgehaald, spreekt het overzicht van de boekhouding zelf tegen",
    "empty-ledger": "de boekhouding toont niets meer dat openstaat, terwijl dat bij de vorige run wel zo was",
    "too-many": "er zouden meer herinneringen komen dan is toegestaan of gebruikelijk is",
    "broken-off": "de run is afgebroken voordat hij klaar was",
    "stopped": "de run is van buitenaf beëindigd",
    "bug": "er ging iets mis dat niet was voorzien",
}
"""Why a run did not end as planned, by the code of the failure."""

HALVES: dict[Half | None, str] = {Half.LEDGER: "Exact Online", Half.MAILBOX: "Gmail"}
EITHER_HALF = "de boekhouding of de mailbox"

OTHER_FAILURE = "de run kon niet worden voltooid"

ADVICE = {
    "unavailable": "start de run later opnieuw",
    "locked": "wacht tot die run klaar is",
    "clock": "zet de klok gelijk, bijvoorbeeld met systemd-timesyncd, en start de run opnieuw",
    "control-total": "verzend niets; vergelijk de openstaande posten in de boekhouding en meld dit",
    "wrong-division": "verbeter de administratie in de configuratie, of geef toegang tot de juiste",
    "wrong-division-name": "verbeter de naam in de configuratie, of geef toegang tot de juiste administratie",
    "wrong-mailbox": "verbeter de mailbox in de configuratie, of geef toegang tot de juiste",
    "empty-ledger": "kijk in de boekhouding of alles echt is betaald; start de run dan opnieuw met --force",
    "too-many": "kijk naar `reminder run-now --dry-run`; als dat klopt, start de run opnieuw met --force",
    "stopped": "wat begonnen was, is vastgelegd; start de run opnieuw om verder te gaan",
    "bug": "het logbestand heeft de bijzonderheden; meld dit alstublieft",
}
"""What to do about a failure, by its code."""

COMMAND = "geef {commands}"
