"""All settings of the program as one frozen value."""

from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reminder.config.administration import AdministrationTable
from reminder.config.cron import in_token_hours
from reminder.config.kinds import Count, Cron, Name, SecretUrl, Table, Zone, refuse
from reminder.errors import ConfigError

SQLITE = "sqlite:///"
TOKEN_HOURS_TEXT = "01:00-02:00 and 04:00-04:30 in Amsterdam"  # noqa: S105 - hours, no token


def _database(value: str) -> str:
    path = value.removeprefix(SQLITE)
    if path == value or not path or path.startswith(":") or set(path) & set("?#\0"):
        raise ValueError('must be a file such as "sqlite:///data/reminder.db"; other databases are not supported yet')
    return value


class ScheduleTable(Table):
    """When the standing worker runs."""

    cron: Cron = "0 8 * * mon"


class MonitorTable(Table):
    """Who is told when a run starts, ends or fails."""

    ping_url: SecretUrl | None = None
    slack_webhook: SecretUrl | None = None


class Settings(BaseSettings):
    """Every setting, checked; made by `reminder.config.load.load`, with all paths absolute."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    timezone: Zone = ZoneInfo("Europe/Amsterdam")
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///data/reminder.db"
    templates: Path = Path("templates")
    log_file: Path = Path("data/reminder.jsonl")
    reports: Path = Path("data/reports")
    retention_months: Count = 84
    generation_file: Path = Path("reminder.generation")
    schedule: Annotated[ScheduleTable, Field(validate_default=True)] = ScheduleTable()
    monitor: MonitorTable = MonitorTable()
    administrations: dict[Name, AdministrationTable]

    @field_validator("schedule")
    @classmethod
    def _leaves_tokens_alone(cls, table: ScheduleTable, info: ValidationInfo) -> ScheduleTable:
        if "timezone" in info.data and in_token_hours(table.cron, info.data["timezone"]):
            refuse((("cron",), f"Exact is slow to give access then; choose a time outside {TOKEN_HOURS_TEXT}"))
        return table

    @field_validator("administrations")
    @classmethod
    def _are_there(cls, tables: dict[str, AdministrationTable]) -> dict[str, AdministrationTable]:
        if not tables:
            raise ValueError("at least one administration is needed")
        return tables

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load` gathered and nothing else: it names every unknown variable, file and key at once."""
        return (init_settings,)

    @property
    def database_path(self) -> Path:
        """The file of the database."""
        return Path(self.database.removeprefix(SQLITE))

    def anchored(self, folder: Path) -> Self:
        """Give the same with paths that start at `folder` and no longer depend on the current one."""
        paths = {key: folder / getattr(self, key) for key in ("templates", "log_file", "reports", "generation_file")}
        tables = {name: table.anchored(folder) for name, table in self.administrations.items()}
        database = f"{SQLITE}{folder / self.database_path}"
        return self.model_copy(update={**paths, "database": database, "administrations": tables})

    def same_books(self, administration: str) -> tuple[str, ...]:
        """Name the other administrations that read the same division of the same server."""
        own = self.administrations[administration].ledger
        return tuple(
            name
            for name, table in self.administrations.items()
            if name != administration and (table.ledger.root, table.ledger.division) == (own.root, own.division)
        )

    def foreign(self, administration: str) -> frozenset[str]:
        """Give the IBANs and addresses of the other administrations that are not this one's as well."""
        others = (table.own_marks for name, table in self.administrations.items() if name != administration)
        return frozenset[str]().union(*others) - self.administrations[administration].own_marks

    def client_secret(self, administration: str) -> str:
        """Give the secret of an administration's Exact registration; ConfigError says how to give it."""
        secret = self.administrations[administration].ledger.client_secret
        if secret is None:
            variable = f"REMINDER_ADMINISTRATIONS__{administration.upper()}__LEDGER__CLIENT_SECRET"
            raise ConfigError(
                f"administration {administration} has no client secret for Exact Online",
                hint=f"set {variable} in the environment, or make a secret file of that name",
            )
        return secret.get_secret_value()
