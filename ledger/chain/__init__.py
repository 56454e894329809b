"""Anchoring on a chain: the contract, the embedded chain, and the client of any chain."""
