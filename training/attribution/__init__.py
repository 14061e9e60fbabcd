"""Training of the attribution tagger (`service.engines.offline.attribution`)."""
