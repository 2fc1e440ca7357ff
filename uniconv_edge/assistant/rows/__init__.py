"""What the rows of a table or the items of a list tell together."""
