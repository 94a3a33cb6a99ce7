"""Claims over HTTP, one module a kind of answer."""
