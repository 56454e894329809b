"""What the desk says about itself: JSON logs without personal data, and metrics."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from structlog.typing import EventDict, Processor, WrappedLogger

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 200

# The only keys that reach a log. Each holds an id, a number or a word of our own choosing;
# names, addresses, subjects and anything a person wrote have no key here.
KEYS = frozenset(
    (
        *("event", "level", "logger", "timestamp", "error", "reason", "state", "kind"),
        *("org", "account", "ticket", "contact", "call", "raw", "message", "part", "id"),
        *("promise", "entry", "job", "topic", "role", "action", "decision", "channel"),
        *("route", "method", "status", "host", "port", "pid", "process", "attempt"),
        *("count", "size", "bytes", "seconds", "limit", "version"),
    )
)


def configure(level: str = "info") -> None:
    """Send every log line of this process to stderr, as one JSON object a line.

    Holds for structlog and for the standard library's loggers. Keys outside KEYS are
    dropped. Of a library's message only the template is kept, never its arguments; of an
    exception only its kind and place, never its text: both quote what people wrote.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ours = [*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
    structlog.configure(
        processors=ours,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_only_template, *shared],
            processors=[_describe_exception, _only_allowed, _as_json()],
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("pgqueuer", "mail.log", "web3", "urllib3", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))


def describe(error: BaseException) -> str:
    """Name an error by its kind and the line of ours it came from, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f for f in frames if f.filename.startswith(str(ROOT)) and ".venv" not in f.filename
    ]
    kind = type(error).__name__
    if not (frame := next(reversed(ours or frames), None)):
        return kind
    path = Path(frame.filename)
    file = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{kind} in {frame.name} ({file}:{frame.lineno})"


def _only_template(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)
    return event


def _describe_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    found = event.get("exc_info")
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["error"] = describe(error)
    return event


def _only_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    kept = {key: value for key, value in event.items() if key in KEYS}
    first_line = str(kept.get("event", "")).partition("\n")[0]
    return {**kept, "event": first_line[:LONGEST]}


def _as_json() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The measures of one process, in a registry of its own."""

    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    verdicts: Counter
    contacts: Counter
    sockets: Gauge
    jobs: Gauge
    recorder_lag: Gauge
    ledger_oldest: Gauge
    ledger_unpublished: Gauge


def measure() -> Metrics:
    """Make the measures of this process, all at zero."""
    registry = CollectorRegistry()
    return Metrics(
        registry=registry,
        requests=Counter(
            "veridesk_requests", "Answers given.", ("route", "status"), registry=registry
        ),
        request_seconds=Histogram(
            "veridesk_request_seconds", "Time to answer.", ("route",), registry=registry
        ),
        verdicts=Counter(
            "veridesk_verdicts", "Verdicts of the gate.", ("decision",), registry=registry
        ),
        contacts=Counter(
            "veridesk_contacts", "Contacts taken in.", ("channel",), registry=registry
        ),
        sockets=Gauge("veridesk_sockets", "Open WebSockets.", registry=registry),
        jobs=Gauge(
            "veridesk_jobs",
            "Jobs waiting (queued), running (picked) and held (failed).",
            ("state",),
            registry=registry,
        ),
        recorder_lag=Gauge(
            "veridesk_verdict_lag_seconds",
            "Age of the oldest unwritten verdict.",
            registry=registry,
        ),
        ledger_oldest=Gauge(
            "veridesk_ledger_oldest_pending_seconds",
            "Age of the oldest record that no published state of the log holds.",
            registry=registry,
        ),
        ledger_unpublished=Gauge(
            "veridesk_ledger_unpublished_records",
            "Records in the log that no published state holds.",
            registry=registry,
        ),
    )


def exposition(metrics: Metrics, jobs: Mapping[str, int]) -> bytes:
    """Text of /metrics, with the queue's sizes as `queue.sizes` gave them."""
    for state, count in jobs.items():
        metrics.jobs.labels(state).set(count)
    return generate_latest(metrics.registry)


def log(name: str) -> Any:
    """Logger of one module; its keyword arguments must be among KEYS."""
    return structlog.stdlib.get_logger(name)
