"""Reading of files, in one separate and limited process. Parsers run there and nowhere else."""
