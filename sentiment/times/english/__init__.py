"""Times that an English text names, and the instant by which each has passed."""

from sentiment.times.english.scan import times

__all__ = ["times"]
