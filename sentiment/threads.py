"""One thread a process: what is read here is too small to be shared among cores."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def one_thread() -> None:
    """Let numpy's products run on one thread from now on, however they were set before.

    Left alone it wakes one a core for each product of some thousand numbers, which then
    wait for the next: on two cores that costs about twice the CPU for nothing.
    """
    threadpool_limits(limits=1, user_api="blas")
