"""The one shape of an error (RFC 9457), and the middleware that gives it to every error."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiohttp import web
from pydantic import ValidationError

from ui.shapes import Problem

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Unusable(Exception):
    """The request cannot be used as it is; the message tells the caller what to change."""

    status = 422


class NotFound(Exception):
    """There is no such thing, or this account may not know of it."""

    status = 404


def problem_response(
    status: int,
    title: str,
    detail: str | None = None,
    *,
    reasons: Iterable[str] = (),
    step_up: bool = False,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Build an application/problem+json answer. ``detail`` must hold no personal data."""
    problem = Problem(
        title=title, status=status, detail=detail, reasons=list(reasons), step_up=step_up
    )
    return web.Response(
        status=status,
        text=problem.model_dump_json(),
        content_type="application/problem+json",
        headers=headers,
    )


@web.middleware
async def problems(request: web.Request, handle: Next) -> web.StreamResponse:
    """Answer errors that carry a status as problems; let bugs through to the log."""
    try:
        return await handle(request)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem_response(
            422, "The request is not of this form", f"{where}: {first['msg']}"
        )
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return problem_response(error.status, error.reason)
    except Exception as error:
        status = getattr(error, "status", None)
        if not isinstance(status, int) or not 400 <= status < 500:
            raise
        return problem_response(status, str(error) or type(error).__name__)
