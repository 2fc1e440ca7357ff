"""uniconv-edge: ask your own documents, in conversation, offline, with one small model that finds and answers."""

__version__ = "0.1.0"
