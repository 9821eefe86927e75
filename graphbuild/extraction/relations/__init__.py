"""The learned reader: pairs of mentions -> Claim, decided by a classifier trained on annotated articles."""
