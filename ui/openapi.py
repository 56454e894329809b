"""The OpenAPI 3.1 document of the routes, from which the web's types are made.

``python -m ui.openapi > ui/web/openapi.json`` after a change of routes or shapes, then
``npm run types`` in ``ui/web``; a test compares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from ui import shapes

# Names a query may carry; a path without a line here takes none.
QUERIES: Mapping[str, tuple[str, ...]] = {
    "/api/promises/{id}/proof": ("show", "hide"),
    "/api/tickets/{id}/proof": ("show", "hide"),
    "/api/consents/{id}/proof": ("show", "hide"),
    "/api/promises/{id}/receipt": ("kind",),
    "/api/consents/{id}/receipt": ("kind",),
    "/api/tickets": ("view", "state", "urgency", "channel", "q", "order", "cursor"),
    "/api/log/consistency": ("old", "new"),
}
# Shapes that travel outside of a request's body or answer.
ALSO: tuple[type[BaseModel], ...] = (shapes.Problem, shapes.LiveEvent)


class Described(Protocol):
    """What the document needs to know of a route."""

    @property
    def method(self) -> str:
        """HTTP method, upper case."""
        ...

    @property
    def path(self) -> str:
        """Path as aiohttp writes it."""
        ...

    @property
    def body(self) -> type[BaseModel] | None:
        """Shape of the request's body."""
        ...

    @property
    def answer(self) -> type[BaseModel] | None:
        """Shape of the answer."""
        ...


def document(routes: Iterable[Described]) -> dict[str, Any]:
    """Describe the JSON routes under /api; the same routes give the same document."""
    told = sorted(
        (r for r in routes if r.path.startswith("/api/")), key=lambda r: (r.path, r.method)
    )
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {}
    for route in told:
        if route.body:
            wanted[route.body, "validation"] = None
        if route.answer:
            wanted[route.answer, "serialization"] = None
    for model in ALSO:
        wanted[model, "serialization"] = None
    names, definitions = models_json_schema(
        sorted(wanted, key=lambda w: (w[0].__name__, w[1])),
        ref_template="#/components/schemas/{model}",
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in told:
        operation: dict[str, Any] = {
            "parameters": [
                *(
                    {"name": n, "in": "path", **_TEXT}
                    for n in re.findall(r"{(\w+)", route.path)
                ),
                *(
                    {"name": n, "in": "query", **_TEXT, "required": False}
                    for n in QUERIES.get(route.path, ())
                ),
            ],
            "responses": {
                "200": {"description": "done"},
                "default": {
                    "description": "refused",
                    **_json(names[shapes.Problem, "serialization"]),
                },
            },
        }
        if route.answer:
            operation["responses"]["200"] |= _json(names[route.answer, "serialization"])
        if route.body:
            operation["requestBody"] = {
                "required": True,
                **_json(names[route.body, "validation"]),
            }
        path = re.sub(r"{(\w+):[^}]*}", r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Veridesk", "version": "1"},
        "paths": paths,
        "components": {"schemas": definitions.get("$defs", {})},
    }


_TEXT: Mapping[str, Any] = {"required": True, "schema": {"type": "string"}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


if __name__ == "__main__":
    from ui.routes import ROUTES

    json.dump(document(ROUTES), sys.stdout, indent=1, ensure_ascii=False, sort_keys=True)
    sys.stdout.write("\n")
