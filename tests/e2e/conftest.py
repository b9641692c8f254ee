# SPDX-License-Identifier: ISC
"""Every test gets a machine of its own; needs root, makes namespaces."""

import pytest
from machine import Machine


@pytest.fixture
def machine():
    """A fresh machine.  Its log is shown where a test fails."""
    fresh = Machine()
    try:
        yield fresh
        print(fresh.log())
    finally:
        fresh.close()
