"""What an auditor asks of the record: reports, each a list in the order things were recorded.

`lowered`        figures that went down: a statement below the one before it on its line, in a
                 count that can only grow; an adopted figure below the one adopted before it
`late`           statements recorded long after they were said
`single-origin`  adopted figures with at most one certain origin behind them
`changes`        who changed what on a claim or a topic

The API and the command call the same functions.
"""
