"""What the pages ask the desk for."""
