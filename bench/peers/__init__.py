"""What a user would pick instead, on equal columns. Installed by bench.settings alone."""
