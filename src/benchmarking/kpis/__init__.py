"""Which indicators could be KPIs, their baselines, and what change could be detected."""
