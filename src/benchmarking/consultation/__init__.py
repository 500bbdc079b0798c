"""Whom a consultation reached, against who lives there."""
