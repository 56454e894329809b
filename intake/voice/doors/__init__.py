"""Where calls come in, and where agents join them."""

from intake.voice.doors.agent import agent_call
from intake.voice.doors.browser import browser_call
from intake.voice.doors.line import BadCall, Line, OpenCall
from intake.voice.doors.twilio import genuine, twilio_call

__all__ = [
    "BadCall",
    "Line",
    "OpenCall",
    "agent_call",
    "browser_call",
    "genuine",
    "twilio_call",
]
