"""Clothes: outfits from templates, hung as cloth on a posed body."""
