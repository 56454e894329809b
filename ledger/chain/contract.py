"""The anchor contract: its source, and the compiled artefact that is deployed.

    python -m ledger.chain.contract      compiles anchor.vy into anchor.json again

The artefact is committed, so that no compiler is needed to run; a test compiles the
source again and compares.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("anchor.vy")
ARTEFACT = Path(__file__).with_name("anchor.json")


def artefact() -> dict[str, Any]:
    """Read ``abi``, ``bytecode`` and ``bytecode_runtime`` of the contract."""
    found: dict[str, Any] = json.loads(ARTEFACT.read_text())
    return found


def runtime() -> bytes:
    """Return the code that stands on the chain where the contract is deployed.

    The contract has no immutables, so its code is the same wherever it stands, and code
    that differs in one byte promises nothing.
    """
    return bytes.fromhex(artefact()["bytecode_runtime"].removeprefix("0x"))


def compile_anchor() -> dict[str, Any]:
    """Compile the source with the Vyper that is installed (a development part)."""
    import vyper

    wanted = ["abi", "bytecode", "bytecode_runtime"]
    made = vyper.compile_code(SOURCE.read_text(), output_formats=wanted)
    return {"compiler": f"vyper {vyper.__version__}", **made}


def main() -> None:
    ARTEFACT.write_text(json.dumps(compile_anchor(), indent=1) + "\n")


if __name__ == "__main__":
    main()
