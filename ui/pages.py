"""The pages: a shell without data each, and the files that Vite built."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

from aiohttp import web
from yarl import URL

from ui.desk import desk_of

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


def _page(request: web.Request, name: str) -> web.StreamResponse:
    if elsewhere := _elsewhere(request):
        return elsewhere
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


def _elsewhere(request: web.Request) -> web.Response | None:
    """Lead a page of a desk without a public address to where its keys work.

    Device keys belong to one origin, and proofs name it: under another name of the same
    machine nobody could sign in. With a public address the Host header is the proxy's
    business.
    """
    origin = URL(desk_of(request).origin)
    if not _is_here(origin.host or ""):
        return None
    try:
        asked = URL(f"http://{request.host}")
        host, port = asked.host or "", asked.port
    except ValueError:
        host, port = "", None
    if (host, port) == (origin.host, origin.port):
        return None
    if _is_here(host) and port == origin.port:
        # Browsers take the fragment along, and with it the token of a link.
        there = str(origin.join(request.rel_url))
        return web.Response(status=307, headers={"Location": there})
    return web.Response(
        status=421,
        text=f"This desk is at {origin}\n"
        "To open it under another name, set VERIDESK_ORIGIN to the address that browsers "
        "use.\n",
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def workspace(request: web.Request) -> web.StreamResponse:
    """The agents' workspace."""
    return _page(request, "index.html")


async def portal(request: web.Request) -> web.StreamResponse:
    """The customers' portal."""
    return _page(request, "portal.html")


async def verify(request: web.Request) -> web.StreamResponse:
    """The auditors' page."""
    return _page(request, "verify.html")


async def offline(request: web.Request) -> web.StreamResponse:
    """The checker as one file to save: it brings its own, stricter policy along.

    Only ever saved, never shown from here, so that nobody takes it for this desk's word.
    """
    path = BUILT / "verify-offline.html"
    if not path.exists():
        raise web.HTTPNotFound
    saved = 'attachment; filename="veridesk-verify.html"'
    return web.FileResponse(
        path, headers={"Content-Disposition": saved, "Cache-Control": "no-cache"}
    )


async def enrol(request: web.Request) -> web.StreamResponse:
    """Where a one-time link binds a device; the token stays in the fragment."""
    return _page(request, "enrol.html")


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
