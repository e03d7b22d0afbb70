// Long names may break after a dot, a slash or an underscore.
document$.subscribe(() => {
  for (const code of document.querySelectorAll(".md-typeset :not(pre) > code")) {
    if (code.childElementCount) continue;
    const parts = code.textContent.split(/(?<=[._\/])(?=\w)/);
    code.replaceChildren(...parts.flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part])));
  }
});
