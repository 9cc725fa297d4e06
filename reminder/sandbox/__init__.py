"""A local Exact Online and a local Gmail on real sockets, for the demo and the tests."""
