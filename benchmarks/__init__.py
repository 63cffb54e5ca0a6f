"""Speed and memory as ratios against a named peer, measured in turn; no test imports this."""
