"""The verifier by itself: what it loads, and that it installs with two packages alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import ledger
from tests.ledger.proofs.day import FOLDER

ROOT = Path(__file__).parents[3]
LOADED = """
import json, sys
before = {name.partition(".")[0] for name in sys.modules}
import ledger.verify, ledger.verify.whole, ledger.verify.node, ledger.verify.probes
import ledger.sentence, ledger.commands.verify, ledger.commands.check_vectors
import ledger.commands.monitor, ledger.commands.witness, ledger.monitor.look
import ledger.witness.home, ledger.witness.server
found = {name.partition(".")[0] for name in sys.modules} - before
print(json.dumps(sorted(found - set(sys.stdlib_module_names))))
"""


def test_verifier_monitor_and_witness_load_nothing_but_nacl_and_cryptography() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name for name in json.loads(told.stdout) if not name.startswith("_")}
    assert loaded == {"ledger", "nacl", "cryptography"}


def test_what_the_ledger_names_is_there_and_no_module_is_called_so() -> None:
    for name in ledger.__all__:
        assert getattr(ledger, name) is not None
    modules = {path.stem for path in (ROOT / "ledger").iterdir()}
    assert modules.isdisjoint(ledger.__all__)
    with pytest.raises(AttributeError):
        getattr(ledger, "nothing")  # noqa: B009


def test_the_extra_brings_two_packages_and_the_project_itself_none() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert project.get("dependencies", []) == []
    names = {package.partition("==")[0].lower() for package in extras["verify"]}
    assert names == {"pynacl", "cryptography"}
    desk = set(extras["desk"])
    assert set(extras["verify"]) <= desk  # the same versions


def test_it_installs_alone_and_verifies(tmp_path: Path) -> None:
    """In an environment of its own, where pip reaches packages."""
    here = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(here)], check=True)
    python = here / "bin" / "python"
    installed = subprocess.run(
        [
            python,
            *("-m", "pip", "install", "--no-input", "--disable-pip-version-check"),
            *("--only-binary", "PyNaCl,cryptography,cffi", "--retries", "1"),
            *(
                "-c",
                str(ROOT / "constraints.txt"),
                f"{copy_of_the_project(tmp_path)}[verify]",
            ),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    if installed.returncode and (
        "No matching distribution" in installed.stderr
        or "connection" in installed.stderr.lower()
    ):
        pytest.skip("pip reaches no packages here")
    assert installed.returncode == 0, installed.stderr
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    names = {one["name"].lower() for one in json.loads(listed.stdout)}
    brought = {"cryptography", "pynacl", "cffi", "pycparser"}
    assert names - {"pip", "setuptools"} == brought | {"veridesk"}

    def verify(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [python, "-m", "ledger", "verify", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        return done.returncode, done.stdout + done.stderr

    proof = str(FOLDER / "good-everything.proof")
    policy = str(FOLDER / "two-of-three.policy")
    status, said = verify(proof, "--policy", policy)
    assert status == 0, said
    assert "Witnessed:" in said
    status, said = verify(str(FOLDER / "bad-value-changed.proof"), "--json")
    assert (status, json.loads(said)["reason"]) == (1, "bad-opening")
    status, said = verify(str(FOLDER / "genuine.receipt"), proof)
    assert status == 0, said
    assert verify(proof, "--rpc", "http://127.0.0.1:9")[0] == 2
    helped = subprocess.run(
        [python, "-m", "ledger", "--help"], capture_output=True, text=True, cwd=tmp_path
    )
    assert helped.returncode == 0
    for command in ("check-vectors", "monitor", "witness"):
        assert command in helped.stdout


def copy_of_the_project(tmp_path: Path) -> Path:
    """The packages alone, so that a build leaves nothing in the checkout."""
    copy = tmp_path / "project"
    copy.mkdir()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]:
        name = pattern.rstrip("*")
        left = shutil.ignore_patterns("__pycache__", "web", "static")
        shutil.copytree(ROOT / name, copy / name, ignore=left)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy
