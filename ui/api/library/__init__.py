"""The libraries that administrators keep."""
