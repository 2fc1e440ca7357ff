"""How a question is read, before anything is searched. Pure."""
