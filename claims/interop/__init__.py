"""The record in other vocabularies: W3C PROV, schema.org, a table. Pure: presented records in,
plain JSON or rows out."""
