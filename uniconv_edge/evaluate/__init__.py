"""Measuring retrieval and answers on evaluation sets."""
