"""`entente eval`: quality on the gold files, beside untrained baselines on the same files, with intervals."""
