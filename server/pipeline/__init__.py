"""What workers do between a stored raw message and a sealed ticket."""
