"""Clauses and frames -> Claim: who claims it, when, under what law, and about which members of a group."""
