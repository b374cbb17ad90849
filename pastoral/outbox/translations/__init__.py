"""The words in every language: which there are, who has read them, and a setting's own.

A machine's draft is never sent by itself (rule 34): a competent reader puts their name under
each version first, for this setting (docs/decisions/0026).
"""
