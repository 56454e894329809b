"""How good the readings are, for who answers for them."""
