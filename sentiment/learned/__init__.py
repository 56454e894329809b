"""What a desk learned from its own corrections, in the place of what the package brings."""
