"""What Zhupi costs, measured against bare work on the same words and texts: `python -m benchmarks`."""
