"""Short articles with something to read in them, for the tests that run the whole program."""

ACCUSATION = """Ministry blames neighbour for attack on dam

PRAGUE, March 3, 2021 - The Czech Foreign Ministry accused Russia of hacking a power company on Tuesday.

Russia denied the accusation. "We had nothing to do with it," said Kremlin spokesman Dmitry Peskov.
"""
SANCTIONS = """Treasury sanctions two men

WASHINGTON, March 5, 2021 - The United States sanctioned the GRU on Thursday under Executive Order 13694.
"""
