"""Claims that stand in a noun phrase: "Russia's GRU", "spokeswoman X"."""
