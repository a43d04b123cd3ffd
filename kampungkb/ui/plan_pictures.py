"""The plan's figures as pictures to take away."""

from kampungkb.tasks.picture_words import PictureWords, seen_words
from kampungkb.tasks.plan_listings import source_titles
from kampungkb.tasks.plan_view import finding, showing
from kampungkb.ui.frame import Page
from kampungkb.ui.picture_block import picture_block
from kampungkb.ui.plan_content import Drawn, PlanContent


def offer_picture(
    page: Page, content: PlanContent, drawn: Drawn, what: str, *, outlined: str | None = None
) -> None:
    """Below a figure: the same as pictures, under the sentence of the page.

    Parameters
    ----------
    what : str
        Which figure it is, for the names of its files.
    outlined : str, optional
        Code of the unit with a line around it.
    """
    of, t = content.of, page.t
    sources = source_titles(of)
    seen, _ = seen_words(page.snapshot, t, outlined=outlined, near=None)
    words = PictureWords(
        folder=t("picture.folder_plan"), what=what, title=finding(of, t),
        sources=(*sources, t("map.boundaries")) if drawn.keys else sources,
        is_made_up=of.made_up, area=page.snapshot.area_name, as_of=of.basis.ledger.as_of,
        revision=page.snapshot.revision,
        showing=" ".join(filter(None, (showing(of.basis, of.assumptions, t), seen))),
        legend=drawn.keys,
    )  # fmt: skip
    picture_block(page, drawn.body, words, key=f"plan_{what}")
