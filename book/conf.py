"""Sphinx's settings for the walkthrough; book/make.py lays out the pages and builds.

Nothing comes from elsewhere: formulas become MathML here, which browsers draw
themselves, and the theme brings its fonts along.
"""

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

from authoring.pages import ENGLISH_ONLY, PAGES
from authoring.project import ADDRESS, TAG
from authoring.translate import FOLDER
from helpers.language import ENGLISH, codes, load_language
from helpers.messages import translate

project = "Patches to Captions"
author = "the authors of Patches to Captions"
language = "en"
extensions = ["myst_nb"]
exclude_patterns = ["jupyter_execute"]
nb_execution_mode = "off"  # book/make.py has run the lessons
nb_merge_streams = True
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]}
html_math_renderer = "mathml"
html_theme_options = {
    "use_download_button": False,
    "home_page_in_toc": True,
    "navbar_persistent": [],  # search stands in the sidebar
    "show_navbar_depth": 1,
    "show_toc_level": 2,
}
if ADDRESS:
    html_theme_options |= {
        "repository_url": ADDRESS,
        "repository_branch": TAG,
        "path_to_docs": "notebooks",  # where the buttons look for a lesson
        "launch_buttons": {"colab_url": "https://colab.research.google.com"},
        "use_repository_button": True,
    }


def inline_formula(writer, node: nodes.math) -> None:
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def formula(writer, node: nodes.math_block) -> None:
    writer.body.append(
        f'<div class="formula" tabindex="0">{tex2mathml(node.astext(), True)}</div>'
    )
    raise nodes.SkipNode


def mend(app, page, template, context, doctree) -> None:
    """Let the keyboard scroll wide tables; let folds be called by their own words."""
    body = context.get("body", "").replace(' aria-label="Toggle hidden content"', "")
    context["body"] = body.replace(
        '<table class="table"', '<table tabindex="0" class="table"'
    )


def is_translated(page: str, code: str) -> bool:
    """Whether a page's own words are in that language; a lesson's always are."""
    known = page not in PAGES or (FOLDER / code / f"{page}.po").exists()
    return known and page not in ENGLISH_ONLY


def lead_to_languages(app, page, template, context, doctree) -> None:
    """Above a page the same one in each language; one that has only English says so."""
    here, body = app.config.language, context.get("body", "")
    if here != ENGLISH and not is_translated(page, here):
        body = f'<div lang="{ENGLISH}">{body}</div>'
    links = []
    for code in app.config.site_languages.split(","):
        tag, name = load_language(code).tag, load_language(code).name
        if code == here:
            links.append(f'<span lang="{tag}" aria-current="true">{name}</span>')
            continue
        way = ("" if here == ENGLISH else "../") + (
            "" if code == ENGLISH else f"{code}/"
        )
        there = f'href="{way}{page}.html" lang="{tag}" hreflang="{tag}"'
        links.append(f"<a {there}>{name}</a>")
    label = translate("Language", here)
    links = "\n".join(links)
    nav = f'<nav class="languages" aria-label="{label}">\n{links}\n</nav>\n'
    context["body"] = nav + body


def setup(app) -> None:
    app.add_config_value("site_languages", ",".join(codes()), "html")
    app.add_html_math_renderer("mathml", (inline_formula, None), (formula, None))
    app.connect("html-page-context", mend)
    app.connect("html-page-context", lead_to_languages)
