"""Every text of an administration, rendered on samples before a real mail is written with it."""

from collections.abc import Collection, Iterator
from pathlib import Path

from reminder.compose.check import faults_of
from reminder.compose.gathering import gather
from reminder.compose.pages import Pages
from reminder.compose.samples import samples
from reminder.compose.writing import LAST_LANGUAGE, plain_language
from reminder.errors import ConfigError
from reminder.model.policy import Action, Company, Policy, Tier


def template_faults(
    policy: Policy, company: Company, *, languages: Collection[str], own_templates: Path | None = None
) -> tuple[str, ...]:
    """Say everything that is wrong with the texts of every mail tier; empty when all is well.

    `languages` holds the administration's and those of its debtors. One that has no text falls back and is no fault;
    a tier that has none in any of them, Dutch included, is.
    """
    pages = Pages(own_templates)
    checked = tuple(dict.fromkeys((*map(plain_language, languages), LAST_LANGUAGE, *own_languages(own_templates))))
    tiers = (tier for tier in policy.tiers if tier.action is Action.MAIL)
    faults = (fault for tier in tiers for fault in _of_tier(pages, company, tier, checked))
    return tuple(dict.fromkeys(faults))


def own_languages(own_templates: Path | None) -> tuple[str, ...]:
    """Give the languages for which the owner has a folder of texts."""
    if own_templates is None or not own_templates.is_dir():
        return ()
    return tuple(sorted(folder.name for folder in own_templates.iterdir() if folder.is_dir()))


def _of_tier(pages: Pages, company: Company, tier: Tier, languages: Collection[str]) -> Iterator[str]:
    template = tier.template or tier.name
    present = [language for language in languages if pages.has(language, template)]
    if not present:
        yield f"tier `{tier.name}`: there is no text `{LAST_LANGUAGE}/{template}.j2`"
    for language in present:
        yield from pages.refusals(language, template) or _on_samples(pages, company, tier, language)


def _on_samples(pages: Pages, company: Company, tier: Tier, language: str) -> Iterator[str]:
    template = tier.template or tier.name
    for name, notice, around in samples(tier, language):
        facts = gather(notice, company, around, language=language)
        try:
            faults = faults_of(pages.write(template, facts), facts)
        except ConfigError as error:
            yield error.message
        else:
            yield from (f"{pages.path(language, template)}, with {name}: {fault}" for fault in faults)
