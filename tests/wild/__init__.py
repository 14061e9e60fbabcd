"""Any files through reading and the offline engine, as they come: what breaks, how long it takes, how much memory."""
