"""What an argument map is: immutable, validated, without I/O."""
