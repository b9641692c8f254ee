# SPDX-License-Identifier: ISC
"""Tests of the module through libpam, on a machine of their own (sandbox.py).
They need root and the right to make namespaces, and say so."""

import pytest

from host import Pam, compile_helpers
from sandbox import machine, namespaces  # noqa: F401 (fixtures)


@pytest.fixture(scope="session")
def helpers(tmp_path_factory):
    return compile_helpers(tmp_path_factory.mktemp("helpers"))


@pytest.fixture
def pam(machine, helpers, baro_module, tmp_path):
    """Stacks and logins."""
    program, probe = helpers
    driver = Pam(baro_module, probe, program, tmp_path)
    # L-010: what is not configured is refused.
    driver.stack("auth required pam_deny.so", "account required pam_deny.so",
                 service="other")
    driver.ours()
    return driver
