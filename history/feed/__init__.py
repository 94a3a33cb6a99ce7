"""The ledger as a feed: entries in order of position, each with its changes field by field.

`choosing` says which entries and rows are meant, `loading` reads them, `presenting` and
`streaming` shape the answers, `waiting` holds who asks for what has not come yet.
"""
