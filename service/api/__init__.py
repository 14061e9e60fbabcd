"""The REST API: routers, wire models, errors as problem+json, who may do what."""
