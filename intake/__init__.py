"""Mails, calls, pictures and forms become one shape; raw bytes first, parsed later."""
