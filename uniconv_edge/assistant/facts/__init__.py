"""What is told without a search: of the library, of one document, of the conversation itself."""
