"""The plan's figures as pictures to take away."""

from datetime import datetime

from kampungkb.exports.picture import PictureAbout, picture_about
from kampungkb.tasks.plan_listings import source_titles
from kampungkb.tasks.plan_view import finding
from kampungkb.ui import load
from kampungkb.ui.frame import Page
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plan_content import Drawn, PlanContent


def offer_picture(page: Page, content: PlanContent, drawn: Drawn, name: str) -> None:
    """Below a figure: the same as pictures, under the sentence of the page."""
    of, t = content.of, page.t
    sources = source_titles(of)

    def about(printed_at: datetime) -> PictureAbout:
        return picture_about(
            finding(of, t), area=page.snapshot.area_name, as_of=of.basis.ledger.as_of,
            revision=page.snapshot.revision,
            sources=(*sources, t("map.boundaries")) if drawn.keys else sources,
            printed_at=printed_at, is_made_up=of.made_up, t=t, legend=drawn.keys,
            folder=load.settings().area_pack,
        )  # fmt: skip

    picture_block(page, drawn.body, about, name=name)
