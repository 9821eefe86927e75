"""The version of graphbuild, which builds, runs and fingerprints carry."""

__version__ = "0.1.0"
