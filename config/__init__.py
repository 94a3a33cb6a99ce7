"""Settings, addresses, and the database: what holds the apps together. Nothing imports it."""
