import pytest

from tests.claims.merging import doubles


@pytest.fixture
def doubled(kerman):
    return doubles.doubled(kerman)
