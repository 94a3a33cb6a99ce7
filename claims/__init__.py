"""What is said: topics, entities, claims and their revisions; values, agreement, provenance."""
