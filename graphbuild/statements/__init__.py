"""Claims of one article -> Statement: pooled by key, with a calibrated confidence."""
