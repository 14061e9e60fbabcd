"""What must hold for a run to pass, as one small YAML file per suite."""
