"""Which weights a reading uses: the package's, or what was learned in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

PACKAGE = Path(__file__).parents[1] / "weights"
_KEPT = 8  # heads in memory: two languages, of the versions that are compared

P = ParamSpec("P")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The files that were learned, by name, as bytes that were checked; "" has none."""

    version: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    def open(self, name: str) -> Path | BytesIO:
        """A file that was learned, else the package's own."""
        held = self.files.get(name)
        return PACKAGE / name if held is None else BytesIO(held)

    def named(self, model: str) -> str:
        """The name of a model as scores store it, with the version that was learned."""
        return f"{model}+{self.version}" if self.version else model


SHIPPED = Weights()
_used: ContextVar[Weights] = ContextVar("weights", default=SHIPPED)


def used() -> Weights:
    """The weights that whatever is read here and now is read with."""
    return _used.get()


@contextmanager
def using(weights: Weights) -> Iterator[Weights]:
    """Read with these weights until the end of the block, in this task and thread alone."""
    token = _used.set(weights)
    try:
        yield weights
    finally:
        _used.reset(token)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[P, Made]):
    """A function of the weights in use, whose results are kept for each of them."""

    kept: Any

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Made:
        """What is made of the weights in use."""
        made: Made = self.kept(_used.get(), *args, **kwargs)
        return made

    def cache_clear(self) -> None:
        """Let everything be made again, after training wrote other files."""
        self.kept.cache_clear()


def loaded(make: Callable[Concatenate[Weights, P], Made]) -> Loaded[P, Made]:
    """Make something of weights once for each of them."""
    return Loaded(lru_cache(maxsize=_KEPT)(make))
