"""The engine that asks a language model behind an OpenAI-compatible endpoint: voices, structure, links, issues."""
