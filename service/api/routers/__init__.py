"""The routers, by resource."""
