"""What differs between the record at two positions, for a claim or all claims of a topic.

`states` reads a claim as it stood at a position, `comparing` says what differs between two, `words`
says each difference in a sentence.
"""
