"""Which pages exist, in which order, under which address; nothing else."""

import streamlit as st

from kampungkb.ui.navigation import pages

st.navigation(pages(), position="top").run()
