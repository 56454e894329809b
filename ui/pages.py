"""The pages: a shell without data each, and the files that Vite built."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

BUILT = Path(__file__).parent / "static"

# A device key that cannot be exported can still be used by script injected into the page,
# so no script but our own runs, and none makes markup out of text (Trusted Types).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
PERMISSIONS = "microphone=(self), camera=(), geolocation=(), payment=(), usb=()"


def _page(name: str) -> web.StreamResponse:
    path = BUILT / name
    if not path.exists():
        return web.Response(
            status=503,
            text="The web is not built yet: run ./veridesk install and start again.",
        )
    return web.FileResponse(
        path,
        headers={
            "Content-Security-Policy": POLICY,
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-cache",
        },
    )


async def workspace(_: web.Request) -> web.StreamResponse:
    """The agents' workspace."""
    return _page("index.html")


async def portal(_: web.Request) -> web.StreamResponse:
    """The customers' portal."""
    return _page("portal.html")


async def verify(_: web.Request) -> web.StreamResponse:
    """The auditors' page."""
    return _page("verify.html")


async def enrol(_: web.Request) -> web.StreamResponse:
    """Where a one-time link binds a device; the token stays in the fragment."""
    return _page("enrol.html")


async def asset(request: web.Request) -> web.StreamResponse:
    """One built file. Names carry a hash of the content, so they may be kept for good."""
    name = request.match_info["name"]
    path = BUILT / "assets" / name
    if "/" in name or name.startswith(".") or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(
        path,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
