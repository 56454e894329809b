"""What a request is allowed or refused to do; every route that is not public names one."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Every action that `policy.cedar` speaks of."""

    SELF_READ = "self.read"
    SELF_STEP_UP = "self.step-up"
    SELF_SECURE = "self.secure"
    LIVE_READ = "live.read"
    TICKET_READ = "ticket.read"
    TICKET_REPLY = "ticket.reply"
    TICKET_CHANGE = "ticket.change"
    PART_READ = "part.read"
    PERSONAL_REVEAL = "personal.reveal"
    PROOF_READ = "proof.read"
    CALL_READ = "call.read"
    CALL_HEAR = "call.hear"
    CALL_ANSWER = "call.answer"
    ACCOUNT_READ = "account.read"
    ACCOUNT_MANAGE = "account.manage"
    OPERATE_READ = "operate.read"
    OPERATE_CHANGE = "operate.change"
    DEMO_RUN = "demo.run"
    LOG_READ = "log.read"
    PORTAL_READ = "portal.read"
    PORTAL_CONVERSE = "portal.converse"
    PORTAL_WRITE = "portal.write"
    PORTAL_CALL = "portal.call"
    PORTAL_EXPORT = "portal.export"
    PORTAL_ERASE = "portal.erase"
