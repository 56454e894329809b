"""Binding devices, access tokens, the second factor, and who the desk takes you for."""

from __future__ import annotations

from aiohttp import web

from auth import totp
from auth.account import account, accounts, devices, open_account
from auth.door import ADDRESS, DOOR, KEY, SESSION
from auth.enrol import LINK_LIFE, invite, link, redeem
from auth.signin import Issued, issue_token, step_up
from auth.totp import Declined
from auth.verdict import VERDICT, Role
from ui import shapes
from ui.desk import (
    account_of,
    answer,
    body_of,
    clock,
    desk_of,
    verdict_of,
)
from ui.problems import NotFound


async def nonce(_: web.Request) -> web.Response:
    """Nothing but the headers: the gate adds the nonce to every answer."""
    return web.Response(status=204)


async def enrol(request: web.Request) -> web.Response:
    """Bind the proved key to the account that a one-time link names, and sign in."""
    asked = await body_of(request, shapes.EnrolRequest)
    desk, now = desk_of(request), clock()
    fingerprint = asked.fingerprint.model_dump(exclude_none=True)
    async with desk.transaction() as db:
        key = request[KEY]
        device = await redeem(
            db, asked.token, key.jwk, fingerprint, asked.device_name, now=now
        )
        issued = await issue_token(
            db,
            request.app[DOOR],
            key,
            fingerprint,
            address=request[ADDRESS],
            client=request.headers.get("User-Agent", ""),
            portal=device.role is Role.CUSTOMER,
            now=now,
        )
    return _token(request, issued)


async def token(request: web.Request) -> web.Response:
    """Give an enrolled device its next access token."""
    asked = await body_of(request, shapes.TokenRequest)
    async with desk_of(request).transaction() as db:
        issued = await issue_token(
            db,
            request.app[DOOR],
            request[KEY],
            asked.fingerprint.model_dump(exclude_none=True),
            address=request[ADDRESS],
            client=request.headers.get("User-Agent", ""),
            portal=asked.portal,
            now=clock(),
        )
    return _token(request, issued)


async def step_up_with_code(request: web.Request) -> web.Response:
    """Raise this session for a quarter of an hour with a code of the second factor."""
    asked = await body_of(request, shapes.Code)
    async with desk_of(request).transaction() as db:
        done = await step_up(
            db, request.app[DOOR], request[SESSION], asked.code, now=clock()
        )
    if isinstance(done, Declined):
        raise done.refusal()
    return _token(request, done)


async def begin_totp(request: web.Request) -> web.Response:
    """Make a new second factor; it counts once a code of it was seen."""
    import segno

    desk, verdict = desk_of(request), verdict_of(request)
    async with desk.transaction() as db:
        me = await account(db, desk.org, account_of(request))
        made = await totp.begin(
            db,
            desk.org,
            account_of(request),
            request.app[DOOR].secret,
            issuer=f"Veridesk ({desk.organisation})",
            name=me.name if me and me.name else "customer",
            assurance=verdict.assurance,
        )
    qr = segno.make(made.uri, error="m").svg_data_uri(scale=4, border=2)
    return answer(shapes.Totp(secret=made.secret, uri=made.uri, qr=qr))


async def confirm_totp(request: web.Request) -> web.Response:
    """Put the new second factor in force, and step up with it."""
    asked = await body_of(request, shapes.Code)
    desk, door = desk_of(request), request.app[DOOR]
    async with desk.transaction() as db:
        declined = await totp.confirm(
            db, desk.org, account_of(request), door.secret, asked.code, now=clock()
        )
    if declined:
        raise declined.refusal()
    return web.Response(status=204)


async def me(request: web.Request) -> web.Response:
    """Who this session is, and how sure the desk is of it."""
    desk, verdict, session = desk_of(request), verdict_of(request), request[SESSION]
    async with desk.transaction() as db:
        mine = await account(db, desk.org, account_of(request))
        bound = await devices(db, desk.org, account_of(request))
        has_totp = await totp.is_set(db, desk.org, account_of(request))
    if mine is None:
        raise NotFound("this account is closed")
    this = next((d for d in bound if d.id == verdict.device_id), None)
    return answer(
        shapes.Me(
            account_id=mine.id,
            name=mine.name,
            role=mine.role.value,
            organisation=desk.organisation,
            device_name=this.name if this else "",
            device_since=this.created_at if this else mine.created_at,
            place=verdict.place,
            network="this-machine" if request[ADDRESS].startswith("127.") else None,
            masked=verdict.masked,
            reasons=[reason.value for reason in verdict.reasons],
            assurance=verdict.assurance if session else 0,
            totp=has_totp,
            speech_model=desk.speech,
            time_zone=desk.zone,
        )
    )


async def list_accounts(request: web.Request) -> web.Response:
    """Everyone who works at the desk."""
    from ui.shown import shown_account

    desk = desk_of(request)
    async with desk.transaction() as db:
        found = await accounts(db, desk.org)
    return answer(shapes.Accounts(items=[shown_account(a) for a in found]))


async def invite_colleague(request: web.Request) -> web.Response:
    """Open an account and give the one-time link that enrols its first device."""
    asked = await body_of(request, shapes.NewAccount)
    desk, now = desk_of(request), clock()
    async with desk.transaction() as db:
        opened = await open_account(db, desk.org, Role(asked.role), asked.name, now=now)
        secret = await invite(db, desk.org, opened, now=now)
    return answer(
        shapes.Invitation(link=link(desk.origin, secret), expires_at=now + LINK_LIFE),
        status=201,
    )


def _token(request: web.Request, issued: Issued) -> web.Response:
    request[VERDICT] = issued.verdict  # so that the record names the account
    return answer(
        shapes.Token(
            access_token=issued.access_token,
            expires_in=issued.expires_in,
            role=issued.role.value,
        )
    )
