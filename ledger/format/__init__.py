"""The bytes that are published: leaves, signed notes and proof files. No I/O."""
