"""argmap's tools for assistants, over the Model Context Protocol."""

from service.mcp.server import build_server, run_stdio

__all__ = ["build_server", "run_stdio"]
