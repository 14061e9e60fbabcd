"""The five questions of the chain. Each step owns its prompt's values, its schema and its parser."""
