"""From passages to quotes: which sentences answer, how sure that is, and whether they stand there."""
