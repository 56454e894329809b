"""The commands of `python -m sentiment`, one module each."""
