"""Parts of `tools/train_analysis.py`: items with labels, models fitted on them, figures on items unseen."""
