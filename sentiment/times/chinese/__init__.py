"""Times that a Chinese sentence names: a small grammar, no model.

A vague time ends when it ends: a day at 23:59, a morning at 12:00, work at 18:00.
"""

from sentiment.times.chinese.grammar import times

__all__ = ["times"]
