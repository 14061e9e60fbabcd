"""The engine that asks a language model behind any OpenAI-compatible endpoint, in three steps: voices, structure, links."""
