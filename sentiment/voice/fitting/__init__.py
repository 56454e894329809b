"""Fitting the coefficients again, and trying them on calls made of recordings."""
