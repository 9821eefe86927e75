"""A web server: serve."""

from __future__ import annotations

from typing import Annotated

import typer

from graphbuild.cli.common import Command, Out, app


@app.command(cls=Command)
def serve(
    out: Out,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on.", metavar="ADDRESS")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="Port; 0 for any that is free.", metavar="N")
    ] = 8377,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            help="Another name by which this server may be called; may be repeated.",
            metavar="NAME",
        ),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help="Time limit of one query.", metavar="N")
    ] = 30.0,
    rows: Annotated[
        int, typer.Option("--rows", min=1, help="Maximum rows of one result.", metavar="N")
    ] = 100_000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, help="Queries that run at once.", metavar="N")
    ] = 2,
) -> None:
    """Serve the graph on this machine: pages to read and search, and a SPARQL endpoint."""
    from graphbuild.server import Limits
    from graphbuild.server import serve as run

    limits = Limits(seconds=seconds, rows=rows, workers=workers)
    run(out, host=host, port=port, hosts=allow_host or (), limits=limits, ready=_say)


def _say(address: str) -> None:
    typer.echo(f"serving at {address} (Ctrl-C stops it)")
