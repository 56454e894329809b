"""The pieces that parse() is put together from; each takes any bytes and never raises."""
