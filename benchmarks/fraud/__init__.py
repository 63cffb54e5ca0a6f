"""A labelled synthetic world of posts, and how well the rules of risk do on it; see docs/risk.md.

The world (everything but `score`) was written from descriptions of fraud before the rules were,
and is frozen by its digest. Whoever changes it publishes new numbers and says why.
"""
