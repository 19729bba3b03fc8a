// Whether the page is being printed, for what shows only a part of its rows on the screen.

class Printing {
  now = $state(false);

  constructor() {
    const paper = window.matchMedia("print");
    paper.addEventListener("change", () => (this.now = paper.matches));
  }
}

export const printing = new Printing();
