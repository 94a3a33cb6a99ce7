"""The questions, a module each: for a world, who answers them and how answers are compared."""
