"""What graphbuild knows before it reads: the ontology, its tables and the reference data, checked on loading."""
