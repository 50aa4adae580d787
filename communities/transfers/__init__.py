"""Utility transfers (三供一业): a state enterprise hands its compounds' supplies over."""
