"""Published benchmarks of conversational search, read in the files in which their authors publish them."""
