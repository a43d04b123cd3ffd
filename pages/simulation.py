"""Simulasi: which village when, and what if."""

import streamlit as st

from kampungkb.ui import scenario_content, whatif_content
from kampungkb.ui.frame import open_page
from kampungkb.ui.plan_blocks import show_plan
from kampungkb.ui.simulation_views import INDICATOR, SCENARIO, chosen_view, view_switch

with open_page("simulation") as page:
    head = st.container(key="simulation_head")
    view = chosen_view(page)
    view_switch(page)
    if view == INDICATOR:
        whatif_content.show(page, head)
    elif view == SCENARIO:
        scenario_content.show(page, head)
    else:
        show_plan(page, head)
