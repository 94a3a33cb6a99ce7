"""The record as lines that an import takes, from one snapshot. docs/importing.md."""
