"""What a viewer reads on a page."""


def words(node):
    """Give the text of a part of a page, as it is read."""
    return " ".join(node.get_text(" ").split())


def section(page, id_):
    return words(page.html.find(id=id_))


def notice(page):
    return words(page.html.find(class_="notice"))


def link(page, start):
    """Give the address of the first link whose text begins so."""
    return page.html.find(lambda tag: tag.name == "a" and words(tag).startswith(start))["href"]
