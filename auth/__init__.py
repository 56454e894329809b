"""Who asks, on which device, from where, behaving how; and what they may see."""

from auth.judgement.judge import Evidence, judge

__all__ = ["Evidence", "judge"]
