"""Networks that read words: the shipped English encoder, and weights an operator sets."""
