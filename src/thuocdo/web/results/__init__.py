"""Published results: the indices, their editions, the units, and the pages that show them."""
