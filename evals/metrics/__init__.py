"""What is measured: each family of metrics is a small module of pure functions over one aligned pair of maps."""
