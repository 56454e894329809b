"""`python -m ledger monitor`: follow a log as an outsider, and shout."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ledger.format.note import BadFormat, VerifierKey
from ledger.format.policy import Policy
from ledger.monitor.anchors import Held, ask_contract, stated
from ledger.monitor.elsewhere import ask_witnesses
from ledger.monitor.finding import Code, Finding
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.source import Source, open_source
from ledger.monitor.state import BadState, State, keep, load, save

RIGHT, WRONG, CANNOT_TELL = 0, 1, 2


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "monitor",
        help="follow a log as an outsider, and shout",
        description="Follow a log through its published tiles: that each state grew out of "
        "the one before, that every entry is the one that was signed, that the log shows "
        "others the same, and that its witnesses still sign. Exit status with --once: 0 "
        "all is right, 1 something is wrong, 2 it cannot be told now.",
    )
    parser.add_argument("url", help="https://…, http://… or file:///… of the log's files")
    parser.add_argument(
        "--state", type=Path, required=True, metavar="FILE", help="what is remembered"
    )
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="the log's keys, witnesses and quorum"
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="VKEY",
        help="a key of the log; the oldest first",
    )
    parser.add_argument(
        "--rpc", action="append", default=[], metavar="URL", help="a node of a chain"
    )
    parser.add_argument(
        "--contract",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="the contract on that chain; without it, the one that the log itself names",
    )
    parser.add_argument(
        "--lag",
        type=float,
        default=86_400,
        metavar="SECONDS",
        help="how long the contract may be behind the log",
    )
    parser.add_argument("--once", action="store_true", help="look once and end")
    parser.add_argument("--every", type=float, default=60, metavar="SECONDS")
    parser.add_argument(
        "--stale",
        type=float,
        metavar="SECONDS",
        help="age from which the newest state is too old",
    )
    parser.add_argument(
        "--silence",
        type=float,
        default=86_400,
        metavar="SECONDS",
        help="how long a witness may not sign while the log grows",
    )
    parser.add_argument(
        "--again",
        type=int,
        default=64,
        metavar="N",
        help="bundles of 256 old entries to read again each time",
    )
    parser.add_argument(
        "--any-entries",
        action="store_true",
        help="the log is not a desk's: its entries may be anything",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, a line a look")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Look once, or again and again until stopped; 2 when it cannot begin."""
    try:
        rules = _rules(chosen)
        contracts = _contracts(chosen.rpc, chosen.contract)
        state = load(chosen.state, chosen.url)
        source = open_source(chosen.url)
    except (BadState, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return CANNOT_TELL
    said = ""
    try:
        while True:
            seen, said = _look(chosen, source, state, rules, contracts, said)
            state = seen.state
            if chosen.once:
                return _status(seen)
            time.sleep(chosen.every)
    except OSError as error:
        print(f"{chosen.state} cannot be written: {error.strerror}", file=sys.stderr)
        return CANNOT_TELL
    except KeyboardInterrupt:
        return RIGHT


def _look(
    chosen: argparse.Namespace,
    source: Source,
    before: State | None,
    rules: Rules,
    contracts: list[tuple[str, str | None]],
    said: str,
) -> tuple[Look, str]:
    """Look once, remember, and tell."""
    elsewhere = _elsewhere(rules, before)
    over = before.over if before else {}
    keys = [k for k in rules.keys or (before.keys if before else ()) if k not in over]
    known = stated(source, keys) if contracts else {}
    # At the very first look no key may be known yet by which the log could name one.
    asked = [ask_contract(*one, known) for one in contracts if one[1] or keys]
    anchors = [one for one in asked if isinstance(one, Held)]
    now = datetime.now(UTC)
    seen = look(source, chosen.url, before, rules, elsewhere, anchors, now=now)
    untold = [one for one in asked if isinstance(one, Finding)]
    seen = replace(seen, findings=(*seen.findings, *untold))
    if seen.state and seen.state != before:
        save(chosen.state, seen.state)
    return seen, _tell(chosen, seen, now, said)


def _rules(chosen: argparse.Namespace) -> Rules:
    policy = None
    keys = []
    for text in chosen.key:
        try:
            keys.append(VerifierKey.parse(text))
        except BadFormat as error:
            raise BadFormat(f"--key {text}: {error}") from error
    if chosen.policy:
        try:
            policy = Policy.parse(chosen.policy.read_bytes())
        except BadFormat as error:
            raise BadFormat(f"{chosen.policy}: {error}") from error
        keys += [log.key for log in policy.logs]
    if len({key.name for key in keys}) > 1:
        raise BadFormat("the keys named are of several logs: follow each by itself")
    return Rules(
        policy=policy,
        keys=tuple(keys),
        stale=timedelta(seconds=chosen.stale) if chosen.stale else None,
        silence=timedelta(seconds=chosen.silence),
        lag=timedelta(seconds=chosen.lag),
        again=chosen.again,
        records=not chosen.any_entries,
    )


def _contracts(nodes: list[str], contracts: list[str]) -> list[tuple[str, str | None]]:
    if contracts and len(nodes) != len(contracts):
        raise ValueError("name a --contract for each --rpc, or for none of them")
    for contract in contracts:
        if not re.fullmatch("0x[0-9a-fA-F]{40}", contract):
            raise ValueError(f"{contract} is no contract: 0x and 40 hex digits")
    if not contracts:
        return [(node, None) for node in nodes]
    return [*zip(nodes, map(str.lower, contracts), strict=True)]


def _elsewhere(rules: Rules, state: State | None) -> list[str]:
    """What the policy's witnesses show, once it is known which log this is."""
    origin = state.origin if state else rules.keys[0].name if rules.keys else None
    return [*ask_witnesses(rules.policy, origin)] if rules.policy and origin else []


def _status(seen: Look) -> int:
    codes = {finding.code for finding in seen.findings}
    if not codes:
        return RIGHT
    return CANNOT_TELL if codes == {Code.UNREACHABLE} else WRONG


def _tell(chosen: argparse.Namespace, seen: Look, now: datetime, said: str) -> str:
    """Print what was found, if it is not what was said last; return what was said."""
    findings = [
        {
            "code": finding.code,
            "detail": finding.detail,
            "evidence": [str(path) for path in keep(chosen.state, finding)],
        }
        for finding in seen.findings
    ]
    state: State | None = seen.state
    shown = {
        "url": chosen.url,
        "origin": state.origin if state else None,
        "size": state.size if state else None,
        "root": state.root.hex() if state else None,
        "findings": findings,
    }
    text = json.dumps(shown, ensure_ascii=False)
    if chosen.json:
        print(json.dumps({"at": now.isoformat(), **shown}, ensure_ascii=False), flush=True)
    elif text != said:
        if state:
            print(f"{now:%F %T} {state.origin}: {state.size} records, {state.root.hex()}")
        for finding in findings:
            print(f"{now:%F %T} WRONG {finding['code']}: {finding['detail']}")
            for path in finding["evidence"]:
                print(f"    evidence: {path}")
        sys.stdout.flush()
    return text
