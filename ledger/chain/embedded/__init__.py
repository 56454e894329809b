"""The chain that the desk brings: py-evm on one SQLite file, in a process of its own."""
