#!/usr/bin/env python3
"""Runs a command on a terminal of 100 columns and presses keys once a text is on the screen.

terminal.py TEXT KEYS COMMAND...

Prints what the command has printed, without escape codes, and ends with its exit code.
"""

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import time

text, keys, command = sys.argv[1].encode(), os.fsencode(sys.argv[2]), sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

screen = b""
while True:
    try:
        output = os.read(terminal, 65536)
    except OSError:  # The command has ended.
        break
    if not output:
        break
    screen += output
    # Wine moves the cursor instead of printing a space.
    plain = re.sub(rb"\x1b\[\d*C", b" ", screen)
    plain = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", plain)
    if keys and text in plain:
        time.sleep(0.5)  # A confirmation ignores an answer within 150 ms.
        os.write(terminal, keys)
        keys = b""

_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(plain)
sys.exit(os.waitstatus_to_exitcode(status))
