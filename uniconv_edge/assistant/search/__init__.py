"""From a question to passages: what is found, fused, varied and put in order."""
