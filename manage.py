#!/usr/bin/env python
"""Alongside's command line."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.settings")
    words = sys.argv
    if words[1:2] == ["seed"]:
        # Its --settings says how many settings; Django would take it for a module of its own.
        words = [word.replace("--settings", "--places", 1) for word in words]
    execute_from_command_line(words)
