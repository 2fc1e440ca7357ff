"""What words mean in English: their worth, kinds, amounts, dates. Pure."""
