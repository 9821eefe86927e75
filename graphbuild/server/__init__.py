"""A local web server over a store: the SPARQL 1.1 Protocol, and pages to read and search."""

from graphbuild.server.app import make_app
from graphbuild.server.limits import Limits
from graphbuild.server.serve import serve

__all__ = ["Limits", "make_app", "serve"]
