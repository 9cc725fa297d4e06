"""Every text of an administration, rendered on samples before a real mail is written with it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from reminder.compose.check import faults_of
from reminder.compose.gathering import gather
from reminder.compose.pages import Pages
from reminder.compose.places import LAYOUT, shipped
from reminder.compose.samples import samples
from reminder.compose.writing import LAST_LANGUAGE, plain_language
from reminder.errors import ConfigError
from reminder.model.charges import Charges
from reminder.model.policy import Action, Company, Policy, Tier

NOTHING = Charges()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    """The texts of one tier, and what they are looked at with."""

    pages: Pages
    company: Company
    tier: Tier
    charges: Charges
    foreign: Collection[str]

    @property
    def template(self) -> str:
        return self.tier.template or self.tier.name


def template_faults(  # noqa: PLR0913 - what texts are looked at with, by name
    policy: Policy,
    company: Company,
    *,
    languages: Collection[str],
    own_templates: Path | None = None,
    charges: Charges = NOTHING,
    foreign: Collection[str] = (),
) -> tuple[str, ...]:
    """Say everything that is wrong with the texts of every mail tier; empty when all is well.

    `languages` holds the administration's and those of its debtors. One that has no text falls back and is no fault;
    a tier that has none in any of them, Dutch included, is. A final demand has to name what `charges` asks for, and no
    text may name what is `foreign`.
    """
    pages = Pages(own_templates)
    checked = tuple(dict.fromkeys((*map(plain_language, languages), LAST_LANGUAGE, *own_languages(own_templates))))
    tiers = (tier for tier in policy.tiers if tier.action is Action.MAIL)
    faults = (
        fault
        for tier in tiers
        for fault in _of_tier(_Set(pages=pages, company=company, tier=tier, charges=charges, foreign=foreign), checked)
    )
    return tuple(dict.fromkeys(faults))


def missing_texts(policy: Policy, *, languages: Collection[str], own_templates: Path | None) -> tuple[str, ...]:
    """Give the file of every text that a mail tier lacks in a language, in order."""
    pages = Pages(own_templates)
    templates = dict.fromkeys(tier.template or tier.name for tier in policy.tiers if tier.action is Action.MAIL)
    wanted = [(language, template) for language in sorted({*map(plain_language, languages)}) for template in templates]
    return tuple(f"{language}/{template}.j2" for language, template in wanted if not pages.has(language, template))


def own_texts(policy: Policy, own_templates: Path | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the owner's files that mails are written with, and those that are no text by their name."""
    if own_templates is None or not own_templates.is_dir():
        return (), ()
    shipped_ones = {path.stem for path in shipped().glob("*/*.j2")}
    names = "|".join(map(re.escape, {*shipped_ones, *(tier.template or tier.name for tier in policy.tiers)}))
    known = re.compile(rf"[a-z]{{2,3}}/(?:{names})\.j2|{re.escape(LAYOUT)}")
    inside = (path.relative_to(own_templates).as_posix() for path in own_templates.rglob("*") if path.is_file())
    files = sorted(name for name in inside if not any(part.startswith(".") for part in name.split("/")))
    return tuple(filter(known.fullmatch, files)), tuple(name for name in files if not known.fullmatch(name))


def own_languages(own_templates: Path | None) -> tuple[str, ...]:
    """Give the languages for which the owner has a folder of texts."""
    if own_templates is None or not own_templates.is_dir():
        return ()
    return tuple(sorted(folder.name for folder in own_templates.iterdir() if folder.is_dir()))


def _of_tier(texts: _Set, languages: Collection[str]) -> Iterator[str]:
    present = [language for language in languages if texts.pages.has(language, texts.template)]
    if not present:
        yield f"tier `{texts.tier.name}`: there is no text `{LAST_LANGUAGE}/{texts.template}.j2`"
    for language in present:
        yield from texts.pages.refusals(language, texts.template) or _on_samples(texts, language)


def _on_samples(texts: _Set, language: str) -> Iterator[str]:
    """Say each fault once: with the samples that show it, unless all of them do."""
    known = samples(texts.tier, language, texts.charges)
    shown: dict[str, list[str]] = {}
    for name, notice, around in known:
        facts = gather(notice, texts.company, around, language=language)
        try:
            faults = faults_of(texts.pages.write(texts.template, facts), facts, foreign=texts.foreign)
        except ConfigError as error:
            yield error.message
        else:
            for fault in faults:
                shown.setdefault(fault, []).append(name)
    path = texts.pages.path(language, texts.template)
    for fault, names in shown.items():
        yield f"{path}: {fault}" if len(names) == len(known) else f"{path}, with {'; '.join(names)}: {fault}"
