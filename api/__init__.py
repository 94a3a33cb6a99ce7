"""The manners of every endpoint: keys as shown, problems, pages, strict input, preconditions.

Nothing here knows what Onrecord is about; every other app may use it, it uses none of them.
"""
