// Keyboard: one listener, pages add their own keys while they are shown. Single keys work outside inputs only and can
// be switched off.

import { prefs } from "./prefs.svelte";
import { router } from "./router.svelte";
import { LISTED } from "./routes";

type Handler = () => void;

const pageKeys: Map<string, Handler>[] = [];
// The second key of "G O" and its page.
const GO = new Map(LISTED.flatMap((route) => (route.keys ? [[route.keys.slice(2).toLowerCase(), route.path] as const] : [])));

let waitingForGo = 0;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "file"].includes(target.type);
}

/** Keys of the page or layer on top; call while a component is being set up. */
export function onKeys(keys: Record<string, Handler>): void {
  $effect(() => {
    const own = new Map(Object.entries(keys));
    pageKeys.push(own);
    return () => pageKeys.splice(pageKeys.indexOf(own), 1);
  });
}

/** J and K: the first thing that opens in the next or previous row of the table at hand. */
function moveRow(step: 1 | -1): void {
  const active = document.activeElement;
  const table = active?.closest("table[data-rows]") ?? document.querySelector("main table[data-rows]");
  if (!table) return;
  const rows = [...table.querySelectorAll<HTMLElement>("tbody tr")].filter((row) => row.querySelector("a, button, input"));
  const at = rows.findIndex((row) => row.contains(active));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  (next?.querySelector<HTMLElement>("a, button") ?? next?.querySelector<HTMLElement>("input"))?.focus();
}

function toggleRow(): boolean {
  const box = document.activeElement?.closest("table[data-rows] tr")?.querySelector<HTMLInputElement>("input[type=checkbox]");
  if (!box || document.activeElement instanceof HTMLButtonElement || document.activeElement === box) return false;
  box.click();
  return true;
}

export function listen(layers: { palette: Handler; help: Handler; escape: () => boolean }): () => void {
  function handle(event: KeyboardEvent): void {
    const key = event.key;
    if ((event.metaKey || event.ctrlKey) && key.toLowerCase() === "k") {
      event.preventDefault();
      layers.palette();
      return;
    }
    if (key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]") && layers.escape()) return;
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
    if (!prefs.singleKeys || typing(event.target) || document.querySelector("dialog[open]")) return;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const done = () => event.preventDefault();
    if (waitingForGo && Date.now() - waitingForGo < 1200) {
      waitingForGo = 0;
      const target = GO.get(name);
      if (target) {
        done();
        router.go(target);
        return;
      }
    }
    for (const own of [...pageKeys].reverse()) {
      const handler = own.get(name);
      if (handler) {
        done();
        handler();
        return;
      }
    }
    const inTable = document.activeElement?.closest("table[data-rows]");
    if (name === "g") waitingForGo = Date.now();
    else if (key === "?") layers.help();
    else if (key === "/") focusSearch(done);
    else if (name === "j" || (inTable && key === "ArrowDown")) (done(), moveRow(1));
    else if (name === "k" || (inTable && key === "ArrowUp")) (done(), moveRow(-1));
    else if (key === " " && toggleRow()) done();
    else if (key === ".") openFocused(done);
  }
  window.addEventListener("keydown", handle);
  return () => window.removeEventListener("keydown", handle);
}

function focusSearch(done: Handler): void {
  const field = document.querySelector<HTMLElement>("main [data-search]");
  if (!field) return;
  done();
  field.focus();
}

function openFocused(done: Handler): void {
  const active = document.activeElement;
  const figure = active?.matches(".fig") ? active : active?.closest("tr, dd, p")?.querySelector(".fig");
  if (!(figure instanceof HTMLElement)) return;
  done();
  figure.click();
}
