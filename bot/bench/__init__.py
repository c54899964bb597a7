"""`entente bench`: speed side by side with plainer means, in one run, as ratios."""
