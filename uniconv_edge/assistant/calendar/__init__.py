"""What is dated as a question asks."""
