"""Every route of the web: what it is, what it may do, what it takes and gives.

A route without an action is public; the gate holds the list of those with their reasons
and refuses any other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from pydantic import BaseModel

from auth.action import Action
from ui import pages, shapes
from ui.api import calls, files, operate, portal, signin, sockets, tickets, work
from ui.api.library import openings
from ui.api.log import files as log_files
from ui.api.log import search, state
from ui.api.quality import readings

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One way in. ``name`` is the handler's own, unless one handler serves two."""

    method: str
    path: str
    action: Action | None
    handler: Answer
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None

    @property
    def pattern(self) -> str:
        """The path as the router takes it: {path} may hold slashes."""
        return self.path.replace("{path}", "{path:.+}")

    @property
    def name(self) -> str:
        """What the gate and the metrics call it."""
        module = self.handler.__module__.rpartition(".")[2]
        return f"{module}.{self.handler.__name__}"


A = Action
S = shapes
ROUTES: tuple[Route, ...] = (
    Route("GET", "/", None, pages.workspace),
    Route("GET", "/portal", None, pages.portal),
    Route("GET", "/verify", None, pages.verify),
    Route("GET", "/verify-offline.html", None, pages.offline),
    Route("GET", "/enrol", None, pages.enrol),
    Route("GET", "/assets/{name}", None, pages.asset),
    Route("GET", "/api/nonce", None, signin.nonce),
    Route("POST", "/api/enrol", None, signin.enrol, S.EnrolRequest, S.Token),
    Route("POST", "/api/token", None, signin.token, S.TokenRequest, S.Token),
    Route("POST", "/api/portal/link", None, portal.ask_for_link, S.PortalLinkRequest),
    Route("GET", "/api/log", None, state.log_state, None, S.LogState),
    Route("GET", "/api/log/course", None, state.log_course, None, S.LogCourse),
    Route(
        *("GET", "/api/log/consistency", None),
        *(state.log_consistency, None, S.LogConsistency),
    ),
    Route("POST", "/api/log/search", None, search.by_reference, S.LogSearch, S.LogFound),
    Route(
        *("GET", "/api/log/tickets/{number}", A.TICKET_READ),
        *(search.by_ticket, None, S.LogFound),
    ),
    *(
        Route("GET", f"/log/{log}{file}", None, handler)
        for log in ("", "{org}/")
        for file, handler in (
            ("checkpoint", log_files.checkpoint),
            ("keys", log_files.keys),
            ("anchors", log_files.anchors),
            ("tile/{path}", log_files.tile),
        )
    ),
    Route("GET", "/ws/twilio", None, sockets.twilio),
    Route(
        "POST", "/api/step-up", A.SELF_STEP_UP, signin.step_up_with_code, S.Code, S.Token
    ),
    Route("POST", "/api/totp/begin", A.SELF_SECURE, signin.begin_totp, None, S.Totp),
    Route("POST", "/api/totp/confirm", A.SELF_SECURE, signin.confirm_totp, S.Code),
    Route("GET", "/api/me", A.SELF_READ, signin.me, None, S.Me),
    Route("GET", "/api/accounts", A.ACCOUNT_READ, signin.list_accounts, None, S.Accounts),
    Route(
        *("POST", "/api/accounts", A.ACCOUNT_MANAGE),
        *(signin.invite_colleague, S.NewAccount, S.Invitation),
    ),
    Route("GET", "/api/tickets", A.TICKET_READ, tickets.list_tickets, None, S.TicketPage),
    Route(
        *("GET", "/api/tickets/{id}", A.TICKET_READ, tickets.read_ticket),
        *(None, S.TicketDetail),
    ),
    Route("POST", "/api/tickets/{id}/seen", A.TICKET_READ, tickets.mark_seen),
    Route(
        *("POST", "/api/tickets/{id}/replies", A.TICKET_REPLY),
        *(work.reply, S.NewReply, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/notes", A.TICKET_REPLY),
        *(work.note, S.NewNote, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/assign", A.TICKET_CHANGE),
        *(work.assign, S.Assign, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/state", A.TICKET_CHANGE),
        *(work.set_state, S.SetState, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/priority", A.TICKET_CHANGE),
        *(work.set_priority, S.SetPriority, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/escalation", A.TICKET_CHANGE),
        *(work.escalate, S.Escalate, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/tickets/{id}/correction", A.TICKET_CHANGE),
        *(work.correct, S.Correct, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/promises/find", A.TICKET_READ),
        *(work.find_promises, S.FindPromises, S.FoundPromises),
    ),
    Route(
        *("POST", "/api/promises/{id}/kept", A.TICKET_CHANGE),
        *(work.settle_kept, S.SettlePromise, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/promises/{id}/broken", A.TICKET_CHANGE),
        *(work.settle_broken, S.SettlePromise, S.TicketDetail),
    ),
    Route(
        *("POST", "/api/promises/{id}/excused", A.TICKET_CHANGE),
        *(work.settle_excused, S.ExcusePromise, S.TicketDetail),
    ),
    Route("GET", "/api/promises/{id}/proof", A.PROOF_READ, files.promise_proof),
    Route("GET", "/api/tickets/{id}/proof", A.PROOF_READ, files.ticket_proof),
    Route("GET", "/api/consents/{id}/proof", A.PROOF_READ, files.consent_proof),
    Route("GET", "/api/promises/{id}/receipt", A.PROOF_READ, files.promise_receipt),
    Route("GET", "/api/consents/{id}/receipt", A.PROOF_READ, files.consent_receipt),
    Route("GET", "/api/consents/{id}/record", A.PROOF_READ, files.consent_record),
    Route("GET", "/api/parts/{id}", A.PART_READ, files.part),
    Route(
        *("POST", "/api/customers/{id}/reveal", A.PERSONAL_REVEAL),
        *(work.reveal, S.Reveal, S.Revealed),
    ),
    Route("GET", "/api/calls", A.CALL_READ, calls.list_calls, None, S.Calls),
    Route("GET", "/api/calls/{id}", A.CALL_READ, calls.read_call, None, S.CallShape),
    Route("GET", "/api/calls/{id}/audio", A.CALL_HEAR, files.call_sound),
    Route(
        *("GET", "/api/dead-letters", A.OPERATE_READ),
        *(operate.dead_letters, None, S.DeadLetters),
    ),
    Route("POST", "/api/dead-letters/{id}/retry", A.OPERATE_CHANGE, operate.retry),
    Route(
        *("GET", "/api/quality", A.OPERATE_READ),
        *(readings.quality, None, S.Quality),
    ),
    Route("GET", "/api/openings", A.OPERATE_READ, openings.list_openings, None, S.Openings),
    Route(
        *("POST", "/api/openings", A.OPERATE_CHANGE),
        *(openings.add_opening, S.NewOpening, S.Openings),
    ),
    Route(
        *("PUT", "/api/openings/{language}/{name}", A.OPERATE_CHANGE),
        *(openings.change_opening, S.ChangeOpening, S.Openings),
    ),
    Route(
        *("POST", "/api/openings/{language}/{name}/restore", A.OPERATE_CHANGE),
        *(openings.restore_opening, S.RestoreOpening, S.Openings),
    ),
    Route("GET", "/api/demo", A.TICKET_READ, operate.sample_state, None, S.DemoState),
    Route("POST", "/api/demo", A.DEMO_RUN, operate.sample_begin, None, S.DemoState),
    Route("GET", "/api/portal/me", A.PORTAL_READ, portal.home, None, S.PortalHome),
    Route("POST", "/api/portal/messages", A.PORTAL_WRITE, portal.write, None, S.Receipt),
    Route(
        *("GET", "/api/portal/tickets/{id}", A.PORTAL_CONVERSE),
        *(portal.conversation, None, S.PortalConversation),
    ),
    Route(
        *("GET", "/api/portal/consents", A.PORTAL_READ),
        *(portal.agreed, None, S.ConsentHistory),
    ),
    Route(
        *("PUT", "/api/portal/consents/{purpose}", A.PORTAL_WRITE),
        *(portal.set_consent, S.SetConsent, S.ConsentShape),
    ),
    Route(
        "PUT", "/api/portal/language", A.PORTAL_WRITE, portal.set_language, S.SetLanguage
    ),
    Route("GET", "/api/portal/export", A.PORTAL_EXPORT, portal.take_away),
    Route("POST", "/api/portal/erasure", A.PORTAL_ERASE, portal.erase_me, S.EraseMe),
    Route("GET", "/ws/live", A.LIVE_READ, sockets.live),
    Route("GET", "/ws/call", A.PORTAL_CALL, sockets.browser_call),
    Route("GET", "/ws/answer", A.CALL_ANSWER, sockets.agent_call),
)
