// A chart as a picture: what is drawn in an element (canvas or SVG), with its title above and its source below.

const SCALE = 2;
const PAD = 20;
const TITLE_PX = 16;
const FOOT_PX = 11;
/** What an SVG looks like comes from the page's style sheets; a picture needs it written on each part. */
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "letter-spacing", "visibility", "display"];

/** The picture of the chart inside `host`, or null when nothing is drawn there. */
export async function chartPicture(host: HTMLElement, title: string, foot: string): Promise<Blob | null> {
  const canvases = [...host.querySelectorAll("canvas")];
  const svg = canvases.length > 0 ? undefined : largest([...host.querySelectorAll("svg")]);
  const drawn = canvases[0]?.parentElement ?? svg;
  if (!drawn) return null;
  const box = drawn.getBoundingClientRect();
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const canvas = document.createElement("canvas");
  const height = PAD + TITLE_PX + 14 + box.height + 10 + FOOT_PX + PAD;
  canvas.width = Math.ceil((box.width + 2 * PAD) * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.scale(SCALE, SCALE);
  context.fillStyle = color("paper") || "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = color("ink") || "#000";
  context.font = `600 ${TITLE_PX}px ${font}`;
  context.fillText(title, PAD, PAD + TITLE_PX - 2, box.width);
  const top = PAD + TITLE_PX + 14;
  for (const layer of canvases) {
    const at = layer.getBoundingClientRect();
    context.drawImage(layer, PAD + at.left - box.left, top + at.top - box.top, at.width, at.height);
  }
  if (svg) context.drawImage(await picture(svg, box.width, box.height), PAD, top, box.width, box.height);
  context.fillStyle = color("ink-3") || "#666";
  context.font = `${FOOT_PX}px ${font}`;
  context.fillText(foot, PAD, height - PAD, box.width);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function largest(all: SVGSVGElement[]): SVGSVGElement | undefined {
  const area = (one: SVGSVGElement) => one.getBoundingClientRect().width * one.getBoundingClientRect().height;
  return all.sort((a, b) => area(b) - area(a))[0];
}

async function picture(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  [svg, ...svg.querySelectorAll<SVGElement>("*")].forEach((part, at) => {
    const computed = getComputedStyle(part);
    for (const name of STYLES) copies[at]?.style.setProperty(name, computed.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/** A file name from a title: letters and digits of any script, hyphens between. */
export function fileName(title: string, extension: string): string {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80);
  return `${name || "chart"}.${extension}`;
}
