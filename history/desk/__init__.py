"""The desk: the admin's site and its home.

Apart from `history.admin`, whose import registers with the site and so needs it made.
"""
