"""What can be reached at all: hand-written SQL, the best index, plain tuples, no framework."""
