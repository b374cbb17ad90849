"""Attendance and suspensions from a school’s CSV: read, looked at, and brought in on a yes.

`codes` are the lists that schools share, `columns` finds a file’s headings, `reading` makes
records and sentences of its rows, `planning` compares these with what is here, and `uploads` are
the actions of the pages in between. Attendance is context: nothing here is ever a cause.
"""
