"""The REST API: routers, wire models, errors as problem+json, authorisation."""
