"""The strategy itself: its parts, what measures them, and the figures it prints."""
