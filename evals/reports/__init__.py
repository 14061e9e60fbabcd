"""A run as people and machines read it: console, JSON, JUnit, Markdown, one HTML page."""
