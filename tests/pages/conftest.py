"""Pages run without a browser: what they cached belongs to one test file."""

from collections.abc import Iterator

import pytest
import streamlit as st


@pytest.fixture(scope="module", autouse=True)
def _nothing_cached() -> Iterator[None]:
    yield
    st.cache_data.clear()
    st.cache_resource.clear()
