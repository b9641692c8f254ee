# SPDX-License-Identifier: ISC
"""The tables of selinux/README.md, as data."""

import re

# The columns of the table of rights.
TYPES = ("baropam_record_t", "baropam_home_t", "baropam_key_t", "baropam_conf_t")
# Those of them that directories have.
DIRECTORY_TYPES = ("baropam_record_t", "baropam_conf_t")


def tables(text):
    """Every table of a Markdown text: a list of rows, a row a list of cells,
    the heading first."""
    found, table = [], []
    for line in text.splitlines() + [""]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
        elif table:
            found.append([table[0], *table[2:]])
            table = []
    return found


def names(cell):
    """The names in a cell: `these`."""
    return re.findall(r"`([^`]+)`", cell)


class Readme:
    """What the README says about rights, names and paths."""

    def __init__(self, text):
        by_heading = {tuple(t[0]): t[1:] for t in tables(text)}
        self.words = {
            row[0]: {"file": self._permissions(row[1]), "dir": self._permissions(row[2])}
            for row in by_heading[("word", "on a file", "on a directory")]}
        self.rows = [
            (row[0].split(",")[0], names(row[1]), dict(zip(TYPES, row[2:])))
            for row in by_heading[
                ("who", "domains", "records", "home records", "host key", "configuration")]]
        self.self_rights = frozenset(
            name for row in by_heading[("right", "for", "given by")] for name in names(row[0]))
        self.transitions = [
            (names(row[0])[0], names(row[1])[0], row[2], row[3], names(row[4])[0])
            for row in by_heading[("made in", "name", "class", "by", "becomes")]]
        self.paths = [
            (names(row[0])[0], names(row[1])[0]) for row in by_heading[("path", "type")]]

    @staticmethod
    def _permissions(cell):
        return frozenset(cell.removeprefix("at most: ").split())

    def domains_of(self, who):
        """The domains and attributes of a row of the table of rights."""
        return next(domains for name, domains, _ in self.rows if name == who)
