"""`argmap serve`, `argmap worker` and `argmap mcp`: the long-running processes."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from typing import TYPE_CHECKING

import click

from service.errors import InputError

if TYPE_CHECKING:
    from service.settings import Settings


_MOST_CONNECTIONS = 1_000
"""More are answered by 503."""


@click.command("serve")
@click.option("--host", help="address to listen on [default: ARGMAP_HOST or 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="port to listen on [default: ARGMAP_PORT or 8000]")
@click.option("--no-worker", is_flag=True, help="accept maps only; `argmap worker` processes make them")
def serve_command(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the API and the UI, and make maps in this process."""
    import uvicorn

    from service.api.app import create_app
    from service.api.loopback import is_loopback
    from service.logs import configure_logs
    from service.settings import get_settings
    from service.tracing import start_tracing

    settings = get_settings()
    configure_logs(settings.log_level)
    address = host or settings.host
    keys_are_set = _keys_are_set(settings)
    if not is_loopback(address) and not settings.trusted_user_header and not keys_are_set:
        raise InputError(
            f"{address} can be reached from other machines, and no API key is set",
            hint="Set ARGMAP_API_KEYS (or make one with `argmap keys create`), or serve on 127.0.0.1.",
        )
    chosen = settings.port if port is None else port
    _check_is_free(address, chosen)
    end_tracing = start_tracing()
    app = create_app(settings, work=not no_worker)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # which uvicorn re-raises once it has shut down
    try:
        uvicorn.run(
            app,
            host=address,
            port=chosen,
            log_config=None,
            access_log=False,
            proxy_headers=not settings.trusted_user_header,  # trust depends on the connection's own address
            timeout_graceful_shutdown=30,
            limit_concurrency=_MOST_CONNECTIONS,
        )
    finally:
        end_tracing()


def _check_is_free(address: str, port: int) -> None:
    """Raise InputError if another program is listening on this port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return  # the server itself reports what is wrong with the address
            raise InputError(
                f"port {port} of {address} is in use",
                hint="Stop it, or take another: argmap serve --port 8001, or ARGMAP_PORT=8001 make run.",
            ) from None


def _keys_are_set(settings: Settings) -> bool:
    """Whether the settings or the database have an API key, so that other machines may connect.

    Raises DatabaseUnavailable, before the server starts, if the database does not answer.
    """
    from service.api.keys import configured_keys
    from service.pipeline.db_retry import wait_for_database
    from service.storage.keys import KeyTable
    from service.storage.store import MapStore

    store = wait_for_database(lambda: MapStore.open(settings.database_url))
    try:
        return bool(configured_keys(settings)) or any(key.revoked is None for key in KeyTable(store.database).list())
    finally:
        store.close()


@click.command("worker")
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="serve this worker's Prometheus metrics there")
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="address for --metrics-port")
def worker_command(metrics_port: int | None, metrics_host: str) -> None:
    """Make maps that other processes accepted; any number of workers can share one PostgreSQL database."""
    from prometheus_client import start_http_server

    from service.logs import configure_logs
    from service.pipeline.metrics import REGISTRY
    from service.pipeline.worker import run_worker
    from service.settings import get_settings
    from service.tracing import start_tracing

    settings = get_settings()
    configure_logs(settings.log_level)
    end_tracing = start_tracing()
    if metrics_port is not None:
        start_http_server(metrics_port, addr=metrics_host, registry=REGISTRY)
    try:
        run_worker(settings)
    finally:
        end_tracing()


@click.command("mcp")
@click.option("--base-url", default="http://127.0.0.1:8000", show_default=True, help="a running argmap server")
@click.option("--api-key", envvar="ARGMAP_API_KEY", help="its API key, where it wants one")
def mcp_command(base_url: str, api_key: str | None) -> None:
    """Serve argmap's tools to an assistant over MCP (standard input and output)."""
    from service.mcp import run_stdio

    run_stdio(base_url, api_key)
