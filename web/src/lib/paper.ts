// Paper is light: while the page is printed it has the light colours, and charts are drawn again with them.

const paper = window.matchMedia("print");
const root = document.documentElement;
let before: string | undefined;

/** To be called before anything else listens to printing. */
export function preparePaper(): void {
  paper.addEventListener("change", () => {
    if (paper.matches) {
      before = root.dataset["theme"] ?? "";
      root.dataset["theme"] = "light";
    } else if (before !== undefined) {
      if (before) root.dataset["theme"] = before;
      else delete root.dataset["theme"];
      before = undefined;
    }
  });
}
