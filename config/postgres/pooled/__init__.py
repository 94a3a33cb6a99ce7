"""Django's database engine for a PostgreSQL elsewhere, where a process pools its connections."""
