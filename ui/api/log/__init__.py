"""The log for those who check it: most of it for anybody, without an account."""
