"""Which mentions of an article mean the same thing."""
