"""Identity resolution: which entities of different articles are the same, with people's decisions."""
