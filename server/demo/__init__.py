"""A sample day, played into a running desk over the protocols that customers use."""
