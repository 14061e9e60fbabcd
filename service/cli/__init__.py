"""The command `argmap`."""
