"""`python -m ledger witness`: cosign the states of other people's logs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ledger.format.note import BadFormat, VerifierKey
from ledger.format.policy import LOG_TYPES, Policy


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "witness",
        help="run a witness of logs",
        description="Run a witness (c2sp.org/tlog-witness) until it is told to stop: it "
        "cosigns each state of the named logs that has grown out of the one before. Prints "
        "its address and the lines that name it in a log's policy.",
    )
    parser.add_argument(
        "--home",
        type=Path,
        required=True,
        help="folder of its keys and of what it cosigned",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 (default) picks a free one")
    parser.add_argument(
        "--log",
        metavar="VKEY",
        action="append",
        default=[],
        help="verifier key of a log to follow; may be given again, also for one log",
    )
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="follow the logs of this policy file"
    )
    parser.add_argument("--name", help="what it is called, when it is made")
    parser.add_argument(
        "--url", help="address that others reach it at, for the lines it prints"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Serve until stopped; 1 when it cannot start, saying why."""
    from ledger.witness.home import open_home
    from ledger.witness.rules import Witness
    from ledger.witness.server import Server, serve
    from ledger.witness.store import Damaged

    try:
        logs = _logs(chosen.log, chosen.policy)
        home = open_home(chosen.home, chosen.name)
    except (Damaged, ValueError, OSError) as error:
        return _refuse(str(error))
    try:
        server = Server(Witness(logs, home.signers, home.store), chosen.host, chosen.port)
    except OSError as error:
        home.store.close()
        return _refuse(f"cannot listen on {chosen.host}:{chosen.port}: {error.strerror}")

    def ready(url: str) -> None:
        print(f"{url} witness {home.name}")
        print(home.policy_lines(chosen.url or url), end="", flush=True)

    serve(server, ready)
    return 0


def _logs(given: list[str], policy: Path | None) -> dict[str, list[VerifierKey]]:
    keys = []
    for text in given:
        try:
            keys.append(VerifierKey.parse(text))
            if keys[-1].type not in LOG_TYPES:
                raise BadFormat("a witness's key, not a log's")
        except BadFormat as error:
            raise BadFormat(f"--log {text}: {error}") from error
    if policy:
        try:
            keys += [log.key for log in Policy.parse(policy.read_bytes()).logs]
        except BadFormat as error:
            raise BadFormat(f"{policy}: {error}") from error
    if not keys:
        raise BadFormat("name a log to follow: --log VKEY, or --policy FILE with log lines")
    logs: dict[str, list[VerifierKey]] = {}
    for key in keys:
        logs.setdefault(key.name, []).append(key)
    return logs


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
