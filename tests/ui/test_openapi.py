"""The types of the web are made from the routes as they are."""

from __future__ import annotations

import json
from pathlib import Path

from ui.openapi import document
from ui.routes import ROUTES

KEPT = Path(__file__).parents[2] / "ui" / "web" / "openapi.json"


def test_the_document_that_the_web_is_typed_by_is_that_of_the_routes():
    now = json.loads(json.dumps(document(ROUTES)))
    hint = "python -m ui.openapi > ui/web/openapi.json, then npm run types in ui/web"
    assert now == json.loads(KEPT.read_text()), hint


def test_every_route_under_api_is_in_the_document_once():
    told = {
        (method.upper(), path)
        for path, methods in document(ROUTES)["paths"].items()
        for method in methods
    }
    routes = [(r.method, r.path) for r in ROUTES if r.path.startswith("/api/")]
    assert len(routes) == len(set(routes)) == len(told)
