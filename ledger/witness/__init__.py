"""Witnesses: a server that cosigns consistent states of logs, and asking such servers."""
