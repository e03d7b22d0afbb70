// What scrolls sideways can be reached by the keyboard.
document$.subscribe(() => {
  for (const one of document.querySelectorAll(".md-typeset__scrollwrap, .picture, .md-typeset pre > code")) {
    if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
  }
});
