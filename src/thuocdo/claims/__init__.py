"""Which published statements about the indices are true."""
