"""Where the checkout and its sample data lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
ARTICLES = sorted((DATA / "articles").iterdir())
GOLD = sorted((DATA / "gold").glob("*.json"))
