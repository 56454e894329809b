"""Every route against every role: who reaches what, and that nobody reaches more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from aiohttp import WSServerHandshakeError

from auth.device import Device
from auth.verdict import Role
from tests.attacks.composed import Composed
from ui.routes import ROUTES, Route

EVERYBODY = {
    *("signin.step_up_with_code", "signin.begin_totp", "signin.confirm_totp"),
    "signin.me",
    *("files.promise_proof", "files.ticket_proof", "files.consent_proof"),
    *("files.promise_receipt", "files.consent_receipt", "files.consent_record"),
}
READS = {
    *("signin.list_accounts", "tickets.list_tickets", "tickets.read_ticket"),
    *("tickets.mark_seen", "work.find_promises", "calls.list_calls", "calls.read_call"),
    *("operate.sample_state", "sockets.live", "search.by_ticket"),
}
WORKS = {
    *("work.reply", "work.note", "work.assign", "work.set_state", "work.set_priority"),
    *("work.escalate", "work.correct", "work.settle_kept", "work.settle_broken"),
    "work.settle_excused",
    *("work.reveal", "files.part", "files.call_sound", "sockets.agent_call"),
}
# Written out by hand: a change of the policy must be a change here too.
REACHES: dict[Role, set[str]] = {
    Role.CUSTOMER: EVERYBODY
    | {
        *("portal.home", "portal.write", "portal.conversation", "portal.set_consent"),
        *("portal.set_language", "portal.take_away", "sockets.browser_call", "files.part"),
        *("portal.agreed", "portal.erase_me"),
    },
    Role.AUDITOR: EVERYBODY
    | READS
    | {"operate.dead_letters", "openings.list_openings", "readings.quality"},
    Role.AGENT: EVERYBODY | READS | WORKS,
    Role.ADMIN: EVERYBODY
    | READS
    | WORKS
    | {"operate.dead_letters", "operate.retry", "operate.sample_begin"}
    | {"signin.invite_colleague"}
    | {"openings.list_openings", "openings.add_opening", "openings.change_opening"}
    | {"openings.restore_opening", "readings.quality"},
}


def _filled(path: str) -> str:
    """A path with values that nothing has."""
    values = {
        "{id}": str(uuid4()),
        "{org}": str(uuid4()),
        "{path}": "0/000",
        "{purpose}": "no-purpose",
        "{number}": "1",
        "{language}": "en",
        "{name}": "nothing",
    }
    for name, value in values.items():
        path = path.replace(name, value)
    return path


async def _answer(device: Device, route: Route) -> tuple[int, list[str]]:
    path = _filled(route.path)
    if route.path.startswith("/ws/"):
        try:
            async with device.socket(path):
                return 101, []
        except WSServerHandshakeError as refused:
            return refused.status, []
    await device.fresh_nonce()
    async with await device.request(route.method, path, json={}) as response:
        body = await response.json(content_type=None) if response.status >= 400 else {}
        return response.status, (body or {}).get("reasons", [])


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_reaches_its_own_routes_and_no_other(whole: Composed, role: Role):
    if role is Role.CUSTOMER:
        device = await whole.customer("ann@shop.example")
    else:
        device = await whole.staff(role)
    reached = set()
    for route in ROUTES:
        if route.action is None:
            continue
        status, reasons = await _answer(device, route)
        refused = "not-permitted" in reasons or (status == 403 and not reasons)
        if not refused:
            reached.add(route.name)
            assert status < 500, (route.name, status)
        else:
            assert status == 403, (route.name, status)
    assert reached == REACHES[role]


async def test_without_a_proof_only_public_routes_answer(whole: Composed):
    device = await whole.staff(Role.ADMIN)
    for route in ROUTES:
        path = _filled(route.path)
        async with device.session.request(
            route.method, whole.origin + path, json={}
        ) as response:
            body = await response.text()
            if route.action is not None or route.path in ("/api/enrol", "/api/token"):
                assert response.status == 401, (route.name, response.status)
                assert "no-proof" in body
