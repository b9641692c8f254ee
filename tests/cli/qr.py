# SPDX-License-Identifier: ISC
"""Reads a QR code off a terminal, as the camera of a telephone would."""

import re

import pyte
import zxingcpp
from PIL import Image

PIXELS = 4  # of one module, each way
HALVES = {" ": (False, False), "\u2580": (True, False),
          "\u2584": (False, True), "\u2588": (True, True)}
LIGHT = {"white": True, "black": False}


def cell(character, default):
    """The upper and the lower half of a character cell: is it light?
    DEFAULT is (foreground, background) of a terminal without colours."""
    ink = LIGHT.get(character.fg, default[0])
    paper = LIGHT.get(character.bg, default[1])
    if character.reverse:
        ink, paper = paper, ink
    halves = HALVES.get(character.data, (False, False))
    return [ink if drawn else paper for drawn in halves]


def columns(text):
    """How wide a terminal must be for the code to be whole."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return max(len(line) for line in plain.splitlines()
               if set(line) <= set(HALVES))


def picture(text, size, dark_terminal):
    """What a terminal of SIZE lines and columns shows after TEXT."""
    lines, width = size
    screen = pyte.Screen(width, lines)
    pyte.Stream(screen).feed(text.replace("\n", "\r\n"))
    default = (True, False) if dark_terminal else (False, True)
    image = Image.new("1", (width, 2 * lines))
    for row in range(lines):
        for column in range(width):
            upper, lower = cell(screen.buffer[row][column], default)
            image.putpixel((column, 2 * row), upper)
            image.putpixel((column, 2 * row + 1), lower)
    return image.resize((width * PIXELS, 2 * lines * PIXELS)).convert("L")


def read(text, size, dark_terminal):
    """The texts of all QR codes on that terminal.  Inverted ones don't count:
    most telephones can't read them."""
    return [code.text for code in zxingcpp.read_barcodes(
        picture(text, size, dark_terminal), try_invert=False)]
