"""Who speaks and what they published: sources, documents and their versions.

Names no claim: what is said is the business of `claims`.
"""
