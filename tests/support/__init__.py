"""What several tests use: records made by hand, servers, a browser."""
