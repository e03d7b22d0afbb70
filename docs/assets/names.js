// A long name may break after a dot, a slash or an underscore; a short one does not break.
const longest = 30;

document$.subscribe(() => {
  for (const code of document.querySelectorAll(".md-typeset :not(pre) > code")) {
    const name = code.textContent;
    if (code.childElementCount || name.length < longest) continue;
    const parts = name.split(/(?<=[._\/])(?=\w)/);
    code.replaceChildren(...parts.flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part])));
  }
});
