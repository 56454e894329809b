"""Every setting of the desk, in one frozen value."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args, get_type_hints

from ledger.format.note import BadFormat
from ledger.format.policy import Policy
from ledger.store.step import DIE_AT

EMBEDDED = "embedded"
# Settings with one value a chain. Those that name one of them can give one for all.
BY_CHAIN = (
    "chain_public",
    "chain_fee_cap",
    "chain_day_limit",
    "chain_month_limit",
    "anchor_every",
)
WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class BadSetting(ValueError):
    """A setting has a value that the desk cannot use; the message says what to write."""


def setting(default: Any, says: str, *, env: str | None = None) -> Any:
    """Declare a setting with its default and the sentence that documents it."""
    return field(default=default, metadata={"says": says, "env": env})


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration. Environment wins over the TOML file, that over defaults."""

    home: Path = setting(Path("var"), "Where all state lives.")
    http_host: str = setting("127.0.0.1", "Address the web listens on.")
    http_port: int = setting(8420, "Port the web listens on.")
    smtp_host: str = setting("127.0.0.1", "Address that takes in mail.")
    smtp_port: int = setting(2525, "Port that takes in mail.")
    origin: str = setting(
        "",
        "Public address of the web, as browsers see it; "
        "empty means http://127.0.0.1 and the port.",
    )
    trusted_proxies: tuple[str, ...] = setting(
        (), "Networks whose X-Forwarded-For is believed, comma-separated."
    )
    organisation: str = setting("Veridesk", "Name customers see.")
    time_zone: str = setting(
        "UTC", "Zone of the business calendar and of deadlines without a zone."
    )
    business_hours: str = setting(
        "mon-fri 09:00-18:00",
        "When the desk works, e.g. 'mon-fri 09:00-18:00; sat 10:00-14:00'; "
        "'always' for round the clock.",
    )
    database_url: str = setting(
        "", "PostgreSQL to use instead of the embedded one.", env="DATABASE_URL"
    )
    chain_url: tuple[str, ...] = setting(
        (EMBEDDED,),
        "Chains to anchor on, comma-separated: JSON-RPC nodes, or the word embedded. The "
        "other settings of chains list their values in this order, or give one for all.",
    )
    chain_contract: tuple[str, ...] = setting(
        (),
        "Anchor contracts that are there already, in the order of the chains; - is none.",
    )
    chain_public: tuple[bool, ...] = setting(
        (False,),
        "Whether a chain is run by others, so that anchors reach the level public-chain.",
    )
    chain_fee_cap: tuple[Decimal, ...] = setting(
        (Decimal(500),), "Most that a unit of gas may cost, in gwei."
    )
    chain_day_limit: tuple[Decimal, ...] = setting(
        (Decimal(0),),
        "Most that anchors may cost in any day, in the chain's own money; 0 sets no limit.",
    )
    chain_month_limit: tuple[Decimal, ...] = setting(
        (Decimal(0),),
        "Most that anchors may cost in any 30 days, in the chain's own money; 0 sets none.",
    )
    chain_port: int = setting(0, "Port of the embedded chain; 0 picks a free one.")
    anchor_every: tuple[int, ...] = setting(
        (60,), "Seconds between anchors on a chain, if the log has grown."
    )
    log_policy: str = setting(
        "",
        "C2SP tlog-policy file that names the log's witnesses, with their addresses, and "
        "how many of them a state needs before it is published; empty asks none.",
    )
    witness_every: int = setting(
        5, "Seconds between requests to a witness, if the log has grown."
    )
    merge_delay: int = setting(
        600,
        "Seconds within which a published state of the log holds what was taken in; "
        "receipts promise it, and /readyz tells when one waits longer.",
    )
    workers: int = setting(1, "Worker processes that `run` starts.")
    desk_address: str = setting(
        "desk@veridesk.example", "Mail address of the desk; replies carry it."
    )
    mail_domains: tuple[str, ...] = setting(
        (), "Domains the desk takes mail for, comma-separated; empty takes any."
    )
    smtp_relay: str = setting(
        "",
        "smtp://user:password@host:port to send mail through; "
        "empty writes files to HOME/outbox.",
    )
    mail_size_limit: int = setting(26_214_400, "Largest mail taken, in bytes.")
    verify_mail_senders: bool = setting(
        False, "Whether DKIM and DMARC are looked up in the DNS for each mail."
    )
    chinese_feelings: bool = setting(
        True,
        "Whether feelings are read in Chinese: the data behind it states no licence.",
    )
    emotion_model: str = setting(
        "",
        "Better weights for feelings: a local folder or a cached id of a sequence "
        "classifier; used once `python -m sentiment compare` found them better.",
    )
    picture_model: str = setting(
        "",
        "CLIP weights that tell what a picture shows: a local folder or a cached id; "
        "empty assesses nothing.",
    )
    picture_place: bool = setting(
        False, "Whether the place that a photo's file tells is kept and shown."
    )
    picture_time: bool = setting(
        True, "Whether the time that a photo's file tells is kept and shown."
    )
    speech_model: str = setting(
        "", "Whisper weights for transcripts: a local folder or a model id."
    )
    place_database: str = setting(
        "", "MaxMind-format file that tells places; empty uses the one that set-up brought."
    )
    call_token: str = setting(
        "", "Auth token that signs Twilio calls; empty makes one under HOME/keys."
    )
    escalate_urgency: int = setting(75, "Urgency from which a ticket is escalated.")
    escalate_strain: int = setting(
        70, "Strain (0..100) from which a call raises its ticket by one step."
    )
    escalate_risk: float = setting(
        0.6, "Forecast of a missed promise from which a ticket is escalated."
    )
    verdict_days: int = setting(90, "Days for which the gate's verdicts are kept.")
    log_level: str = setting("info", "debug, info, warning or error.")

    @property
    def web_origin(self) -> str:
        """Scheme, host and port as browsers see them, without a trailing slash."""
        return (self.origin or f"http://127.0.0.1:{self.http_port}").rstrip("/")

    @property
    def models(self) -> Path:
        """Where the versions are that this desk learned."""
        return self.home / "models"


def env_name(name: str) -> str:
    """Name of the environment variable that sets a field."""
    (found,) = [f for f in fields(Settings) if f.name == name]
    return str(found.metadata["env"] or f"VERIDESK_{name.upper()}")


def log_policy(settings: Settings) -> Policy:
    """The witnesses that VERIDESK_LOG_POLICY names, none by default.

    Raises BadSetting when the file cannot be read or is no policy.
    """
    if not settings.log_policy:
        return Policy()
    try:
        return Policy.parse(Path(settings.log_policy).read_bytes())
    except (OSError, BadFormat) as error:
        raise BadSetting(
            f"{env_name('log_policy')}={settings.log_policy}: {error}"
        ) from error


def place_file(settings: Settings) -> Path | None:
    """The file that tells places: the one set, else the one that set-up brought, if any."""
    if settings.place_database:
        return Path(settings.place_database)
    brought = Path(sys.prefix) / "share" / "veridesk" / "places.mmdb"
    return brought if brought.exists() else None


def _read(name: str, kind: Any, value: Any) -> Any:
    try:
        if get_args(kind):  # a list
            one = get_args(kind)[0]
            items = value.split(",") if isinstance(value, str) else value
            if not isinstance(items, list | tuple):
                items = (items,)
            words = [i.strip() if isinstance(i, str) else i for i in items]
            return tuple(_one(one, word) for word in words if word != "")
        read = _one(kind, value)
        if name.endswith("_port") and read not in range(65536):
            raise ValueError(value)
        return read
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        what = "list that fits" if get_args(kind) else getattr(kind, "__name__", kind)
        raise BadSetting(f"{env_name(name)}={value!r} is not a {what}") from error


def _one(kind: Any, value: Any) -> Any:
    if kind is bool:
        return value if isinstance(value, bool) else WORDS[str(value).lower()]
    if kind is Decimal:
        read = Decimal(str(value))
        if not read.is_finite() or read < 0:
            raise ValueError(value)
        return read
    return kind(value)


def _check_chains(settings: Settings) -> None:
    chains = len(settings.chain_url)
    if len(set(settings.chain_url)) != chains:
        raise BadSetting("VERIDESK_CHAIN_URL names a chain twice")
    for name in BY_CHAIN:
        if (given := len(getattr(settings, name))) not in (1, chains):
            raise BadSetting(
                f"{env_name(name)} has {given} values for {chains} chains: give one, or "
                "one for each"
            )
    if len(settings.chain_contract) > chains:
        raise BadSetting(
            "VERIDESK_CHAIN_CONTRACT names more contracts than there are chains"
        )


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read settings from the environment and the TOML file that VERIDESK_CONFIG names.

    Raises BadSetting on a value of the wrong kind and on a name that no setting has.
    """
    kinds = get_type_hints(Settings)
    given: dict[str, Any] = {}
    if path := environ.get("VERIDESK_CONFIG"):
        try:
            given.update(tomllib.loads(Path(path).read_text()))
        except (OSError, ValueError) as error:
            raise BadSetting(f"VERIDESK_CONFIG={path}: {error}") from error
    known = {env_name(f.name): f.name for f in fields(Settings)}
    for key, value in environ.items():
        if key in known and value:  # an empty variable counts as not set
            given[known[key]] = value
        elif key.startswith("VERIDESK_") and key not in {*known, "VERIDESK_CONFIG", DIE_AT}:
            raise BadSetting(f"{key} is no setting; docs/settings.md lists them")
    if unknown := given.keys() - kinds.keys():
        raise BadSetting(f"{sorted(unknown)} are no settings; docs/settings.md lists them")
    settings = Settings(
        **{name: _read(name, kinds[name], value) for name, value in given.items()}
    )
    _check_chains(settings)
    return settings
