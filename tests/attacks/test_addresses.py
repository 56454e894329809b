"""Attacks through the address of the desk: other origins, other names, frames, files."""

from __future__ import annotations

import stat

import pytest
from aiohttp import ClientSession

from server.supervise import CannotRun, run
from tests.attacks.composed import Composed

PAGES = ("/", "/portal", "/verify", "/enrol")


async def test_another_sites_page_asks_for_nothing(whole: Composed):
    agent = await whole.staff()
    away = {"Origin": "https://bad.example"}
    async with await agent.request("GET", "/api/tickets", headers=away) as response:
        assert response.status == 403
        assert (await response.json())["reasons"] == ["wrong-address"]
    async with ClientSession() as session:
        for origin in ("https://bad.example", "null"):
            async with session.post(
                f"{whole.origin}/api/portal/link",
                json={"mail": "ann@shop.example"},
                headers={"Origin": origin},
            ) as response:
                assert response.status == 403
        ask = {"Origin": "https://bad.example", "Access-Control-Request-Method": "POST"}
        for path in ("/api/portal/link", "/api/tickets", "/"):
            async with session.options(whole.origin + path, headers=ask) as response:
                assert response.status >= 400
                assert not [h for h in response.headers if h.startswith("Access-Control")]
        async with session.get(f"{whole.origin}/api/log", headers=away) as response:
            assert not [h for h in response.headers if h.startswith("Access-Control")]


async def test_no_answer_may_be_framed_or_guessed_at(whole: Composed):
    async with ClientSession() as session:
        for path in (*PAGES, "/api/log", "/healthz", "/nothing", "/api/tickets"):
            async with session.get(whole.origin + path) as response:
                policy = response.headers["Content-Security-Policy"]
                assert "frame-ancestors 'none'" in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert "Set-Cookie" not in response.headers


async def test_a_page_opened_under_another_name_leads_to_where_keys_work(whole: Composed):
    port = whole.settings.http_port
    async with ClientSession() as session:
        for page in PAGES:
            for name in (f"localhost:{port}", f"[::1]:{port}", f"127.0.0.2:{port}"):
                async with session.get(
                    whole.origin + page, headers={"Host": name}, allow_redirects=False
                ) as response:
                    assert response.status == 307
                    assert response.headers["Location"] == whole.origin + page
            for name in (
                "bad.example",
                f"bad.example:{port}",
                "localhost:1",
                "192.168.1.9",
            ):
                async with session.get(
                    whole.origin + page, headers={"Host": name}, allow_redirects=False
                ) as response:
                    assert response.status == 421
                    said = await response.text()
                    assert whole.origin in said
                    assert "bad.example" not in said


async def test_a_home_is_its_owners_alone(whole: Composed):
    loose = []
    for path in whole.settings.home.rglob("*"):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if path.parent.name == "keys" and mode & 0o077:
            loose.append((path.name, oct(mode)))
    assert loose == []
    assert stat.S_IMODE((whole.settings.home / "keys").stat().st_mode) == 0o700


def test_an_open_home_is_shut_and_a_strangers_is_refused(tmp_path, monkeypatch):
    from server import supervise
    from server.settings import Settings

    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    home.chmod(0o777)

    def stop(_: object) -> None:
        raise CannotRun("far enough")

    monkeypatch.setattr(supervise, "_check_ports", stop)
    with pytest.raises(CannotRun, match="far enough"):
        run(Settings(home=home))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    with pytest.raises(CannotRun, match="another user"):
        run(Settings(home=home))
