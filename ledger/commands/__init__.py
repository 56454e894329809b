"""The commands of `python -m ledger`, one module each."""
