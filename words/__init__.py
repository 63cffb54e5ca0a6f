"""WORDS: the catalogues, and how money and time look to a reader; knows no room but domain."""
