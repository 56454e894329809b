"""Tables of figures, one module a table, each beside the baselines anyone would try."""
