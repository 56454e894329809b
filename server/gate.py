"""The one door: every request is refused unless it proves that it may pass."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import WSCloseCode, hdrs, web

from auth.action import Action
from auth.door import ACTION, ACTIONS, ADDRESS, DOOR, KEY, SESSION, SOCKET, Asked, Door
from auth.possession.proof import read_proof
from auth.traffic.address import client_address
from auth.verdict import VERDICT, Decision, Reason, Refused, Verdict
from ui.problems import problem_response, problems

log = logging.getLogger(__name__)

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Every route that asks nothing of the sender, and why it may.
PUBLIC: Mapping[str, str] = {
    "GET /": "the page is a shell without data",
    "GET /portal": "the page is a shell without data",
    "GET /verify": "the page is a shell without data; proofs are verified in the browser",
    "GET /verify-offline.html": "a file to save, the same for everybody",
    "GET /enrol": "the page is a shell; the one-time token stays in the fragment",
    "GET /assets/{name}": "built files, the same for everybody",
    "GET /api/nonce": "a nonce is no secret; it only shows that a proof is young",
    "GET /api/log": "auditors must be able to see the log without an account",
    "GET /api/log/course": "sums by month and sizes by time; nobody can be told from them",
    "GET /api/log/consistency": "hashes and signed heads; they follow the log",
    "POST /api/log/search": "answers only to a reference of 74 random bits, without people",
    "GET /log/checkpoint": "the signed head of the log is for everybody to follow",
    "GET /log/keys": "public keys that check the log",
    "GET /log/anchors": "signed notes on where the log is anchored, for everybody",
    "GET /log/tile/{path}": "hashes and commitments, by which anybody follows the log",
    "GET /log/{org}/checkpoint": "the same under the log's own name",
    "GET /log/{org}/keys": "the same under the log's own name",
    "GET /log/{org}/anchors": "the same under the log's own name",
    "GET /log/{org}/tile/{path}": "the same under the log's own name",
    "POST /api/portal/link": "asks for a mail to an address; the answer tells nothing",
    "GET /ws/twilio": "Twilio signs its calls itself, and intake checks that",
    "GET /healthz": "says only whether the process answers",
    "GET /readyz": "says only whether the process can serve",
    "GET /metrics": "counts without personal data; keep it inside at the proxy",
}

# Routes that ask for a proof by a key, but for no access token, and why.
BY_KEY: Mapping[str, str] = {
    "POST /api/enrol": "binds the key that made the proof, for the holder of a link",
    "POST /api/token": "gives the key that made the proof its access token",
}

# Routes that take more than a form: pictures.
LARGE: Mapping[str, int] = {"POST /api/portal/messages": 30 * 2**20}
BODY_LIMIT = 2**20

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# The desk never sets a cookie. One that looks like a credential beside a proof means that
# somebody tries which of the two is believed.
_CREDENTIAL_COOKIES = frozenset({"access_token", "desk_token"})
_FRAME = "default-src 'none'; frame-ancestors 'none'"


@web.middleware
async def gate(request: web.Request, handler: Next) -> web.StreamResponse:
    """Verify a request, record the verdict, and let it pass or answer a problem.

    The handler finds ``request[VERDICT]`` and ``request[ADDRESS]``, behind a proof also
    ``request[SESSION]`` or, on the routes of BY_KEY, ``request[KEY]``. A verdict of MASK
    passes: the handler hides personal data. Every answer carries the security headers, and
    a nonce for the next proof where the request showed a key.
    """
    door = request.app[DOOR]
    passage = _Passage(request, door)
    try:
        response = await passage.go(handler)
    except web.HTTPException as elsewhere:  # a redirect
        _harden(request, elsewhere, door)
        raise
    except Exception:
        # A bug. What it says may hold personal data, so it goes to the log alone.
        log.exception("a handler failed")
        response = problem_response(500, "Something went wrong on our side")
    socket: web.WebSocketResponse | None = request.get(SOCKET)
    if socket is not None and response is not socket:
        # It was accepted before it failed: no answer can be written into it any more.
        await socket.close(code=WSCloseCode.INTERNAL_ERROR)
        return socket
    if not response.prepared:
        _harden(request, response, door)
        if passage.jkt:
            now = door.clock().timestamp()
            response.headers["DPoP-Nonce"] = door.nonce(passage.jkt, now=now)
    return response


class _Passage:
    """One request on its way through the gate."""

    def __init__(self, request: web.Request, door: Door) -> None:
        self.request = request
        self.door = door
        self.key = route_key(request)
        self.jkt: str | None = None
        self.action: Action | None = None
        self.address = client_address(
            request.remote,
            request.headers.getall(hdrs.X_FORWARDED_FOR, ()),
            door.proxies,
        )

    async def go(self, handle: Next) -> web.StreamResponse:
        """Verify, record, and hand on."""
        try:
            verdict = await self.verdict()
        except Refused as refused:
            return self.refuse(refused)
        self.request[ADDRESS] = self.address
        self.request[VERDICT] = verdict
        if verdict.decision in (Decision.STEP_UP, Decision.DENY):
            reason = verdict.reasons[-1]
            return self.refuse(Refused(reason), verdict)
        # What a key alone may do is only known once its device was found.
        if KEY not in self.request and (trouble := self.record(verdict)):
            return trouble

        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                return await handle(request)
            except Refused as refused:
                return self.refuse(refused)

        response = await problems(self.request, answer)
        if KEY in self.request and response.status < 400:
            self.record(self.request[VERDICT])
        return response

    async def verdict(self) -> Verdict:
        """Decide. Refuses on anything that is not declared, or not proved."""
        request, door = self.request, self.door
        now = door.clock().timestamp()
        if waits := door.buckets.take(self.address, now=now):
            raise Refused(Reason.TOO_MANY, f"try again in {waits:.1f} s")
        if (missing := request.match_info.http_exception) is not None:
            raise Refused(Reason.NO_ROUTE, missing.reason, status=missing.status)
        self._check_size()
        origin = request.headers.get(hdrs.ORIGIN)
        elsewhere = origin is not None and origin != door.origin
        if elsewhere and (self.key not in PUBLIC or request.method not in _SAFE):
            raise Refused(Reason.WRONG_ADDRESS, f"use {door.origin}", status=403)
        if self.key in PUBLIC:
            if text := request.headers.get("DPoP"):
                self.jkt = read_proof(text).jkt
            return Verdict(Decision.ALLOW, (Reason.PUBLIC,))
        self.action = _action(request, self.key)
        if self.action is None and self.key not in BY_KEY:
            raise Refused(Reason.NO_ROUTE, "this route says nowhere who may use it")
        proof_text, token = _credentials(request)
        proof = read_proof(proof_text)
        self.jkt = proof.jkt
        path = request.rel_url.raw_path
        if self.action is None:
            if token:
                raise Refused(Reason.AMBIGUOUS_CREDENTIALS, "this asks for a key alone")
            request[KEY] = await door.prove_key(proof, request.method, path)
            return Verdict(Decision.ALLOW, (Reason.PROVED,), assurance=1, org_id=door.org)
        agent = request.headers.get(hdrs.USER_AGENT, "")
        asked = Asked(request.method, path, self.address, agent, proof, token)
        changes = request.method not in _SAFE or is_socket(request)
        session = await door.prove(asked, changes=changes)
        request[SESSION] = session
        request[ACTION] = self.action
        return door.weigh(session, self.action)

    def record(self, verdict: Verdict) -> web.StreamResponse | None:
        """Record a verdict. What cannot be recorded may not happen: then a problem."""
        _, network = self.door.network(self.address)
        action = self.action.value if self.action else None
        try:
            self.door.recorder.note(
                verdict, self.key, action, network, now=self.door.clock()
            )
        except Refused as refused:
            return _problem(refused)
        return None

    def refuse(self, refused: Refused, verdict: Verdict | None = None) -> web.Response:
        """Answer a refusal and record it."""
        session = self.request.get(SESSION)
        if verdict is None:
            verdict = Verdict(
                Decision.DENY,
                (refused.reason,),
                org_id=self.door.org,
                account_id=session.grant.account_id if session else None,
                device_id=session.grant.device_id if session else None,
                role=session.grant.role if session else None,
                place=self.door.places.of(self.address).country,
            )
        self.record(verdict)
        return _problem(refused, [reason.value for reason in verdict.reasons])

    def _check_size(self) -> None:
        request = self.request
        limit = LARGE.get(self.key, BODY_LIMIT)
        if (request.content_length or 0) > limit:
            raise Refused(Reason.TOO_LARGE, f"at most {limit} bytes")
        if request.content_length is None and request.body_exists:
            raise Refused(Reason.TOO_LARGE, "say how long the body is", status=411)


def route_key(request: web.Request) -> str:
    """Name a route as the lists above do: method and path pattern, never a value."""
    resource = request.match_info.route.resource
    method = "GET" if request.method == "HEAD" else request.method
    return f"{method} {resource.canonical}" if resource else f"{method} (unknown)"


def is_socket(request: web.Request) -> bool:
    """Whether the request asks for a WebSocket."""
    return request.headers.get(hdrs.UPGRADE, "").lower() == "websocket"


def undeclared(app: web.Application) -> list[str]:
    """Routes of an app that the gate would refuse because nothing declares them."""
    actions = app[ACTIONS]
    return [
        key
        for route in app.router.routes()
        if route.method != "HEAD" and route.resource
        for key in [f"{route.method} {route.resource.canonical}"]
        if key not in PUBLIC
        and key not in BY_KEY
        and key not in actions
        and (route.name or "") not in actions
    ]


def _action(request: web.Request, key: str) -> Action | None:
    actions = request.app[ACTIONS]
    name = request.match_info.route.name
    return actions.get(name or key) or actions.get(key)


def _credentials(request: web.Request) -> tuple[str, str]:
    """Proof and access token, from headers or a WebSocket's subprotocols, never both."""
    proofs = list(request.headers.getall("DPoP", ()))
    tokens: list[str] = []
    for value in request.headers.getall(hdrs.AUTHORIZATION, ()):
        scheme, _, token = value.partition(" ")
        if scheme.lower() != "dpop":
            raise Refused(Reason.BAD_TOKEN, "the scheme must be DPoP")
        tokens.append(token.strip())
    if is_socket(request):
        for offered in request.headers.getall(hdrs.SEC_WEBSOCKET_PROTOCOL, ()):
            for part in map(str.strip, offered.split(",")):
                if part.startswith("dpop."):
                    proofs.append(part.removeprefix("dpop."))
                elif part.startswith("token."):
                    tokens.append(part.removeprefix("token."))
    if (
        len(proofs) > 1
        or len(tokens) > 1
        or "access_token" in request.query
        or (tokens and not _CREDENTIAL_COOKIES.isdisjoint(request.cookies))
    ):
        raise Refused(Reason.AMBIGUOUS_CREDENTIALS, "credentials came twice")
    if not proofs:
        raise Refused(Reason.NO_PROOF, "sign the request with the device's key")
    return proofs[0], tokens[0] if tokens else ""


def _problem(refused: Refused, reasons: list[str] | None = None) -> web.Response:
    reason = refused.reason
    headers: dict[str, str] = {}
    step_up = reason is Reason.NEEDS_STEP_UP
    if refused.status == 401:
        error = {
            Reason.STALE_NONCE: "use_dpop_nonce",
            Reason.BAD_TOKEN: "invalid_token",
            Reason.EXPIRED_TOKEN: "invalid_token",
            Reason.REVOKED: "invalid_token",
            Reason.WRONG_DEVICE: "invalid_token",
        }.get(reason, "invalid_dpop_proof")
        headers[hdrs.WWW_AUTHENTICATE] = f'DPoP error="{error}", algs="ES256"'
    elif step_up:
        # RFC 9470; the desk answers 403 because the credentials themselves are good.
        headers[hdrs.WWW_AUTHENTICATE] = (
            'DPoP error="insufficient_user_authentication", acr_values="2", max_age="900"'
        )
    elif refused.status in (429, 503):
        headers[hdrs.RETRY_AFTER] = "1"
    title = reason.value.replace("-", " ").capitalize()
    return problem_response(
        refused.status,
        title,
        refused.detail or None,
        reasons=reasons or [reason.value],
        step_up=step_up,
        headers=headers,
    )


def _harden(request: web.Request, response: web.StreamResponse, door: Door) -> None:
    """Headers that every answer carries, unless its handler was stricter or needs else."""
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _FRAME)
    if request.path.startswith("/api/") or response.status >= 400:
        headers["Cache-Control"] = "no-store"
    if door.origin.startswith("https:"):
        headers.setdefault("Strict-Transport-Security", "max-age=63072000")
