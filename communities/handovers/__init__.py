"""Exit handovers (退出交接): what an old provider hands over when its contract ends."""
