"""A web server: serve."""

from __future__ import annotations

from typing import Annotated

import typer

from graphbuild.cli.common import Out, app


@app.command()
def serve(
    out: Out,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 for any that is free.")] = 8377,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name of this server.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time for one answer.")] = 30.0,
    rows: Annotated[int, typer.Option(min=1, help="Rows of one answer.")] = 100_000,
    workers: Annotated[int, typer.Option(min=1, help="Answers worked out at once.")] = 2,
) -> None:
    """Serve the graph on this machine: pages to read and search, SPARQL to ask."""
    from graphbuild.server import Limits
    from graphbuild.server import serve as run

    limits = Limits(seconds=seconds, rows=rows, workers=workers)
    run(out, host=host, port=port, hosts=allow_host or (), limits=limits, ready=_say)


def _say(address: str) -> None:
    typer.echo(f"serving at {address} (Ctrl-C ends it)")
