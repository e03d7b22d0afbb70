// Elements that scroll sideways get keyboard focus, so that the arrow keys can scroll them.
document$.subscribe(() => {
  for (const element of document.querySelectorAll(".md-typeset__scrollwrap, .picture")) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
  }
});
