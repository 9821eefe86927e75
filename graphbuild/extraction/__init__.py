"""Document -> Claim: what each passage of an article says."""
