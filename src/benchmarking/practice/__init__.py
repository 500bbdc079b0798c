"""What other authorities and think tanks do, and how strong the evidence is."""
