// The statements that were run in this browser, newest first. What should last or be shared is kept under a name instead.

export interface Past {
  sql: string;
  at: string;
  rows: number | null;
  ms: number | null;
}

const KEY = "entrepot.sql.history";
const KEPT = 60;

function load(): Past[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? (found as Past[]).filter((one) => typeof one.sql === "string") : [];
  } catch {
    return [];
  }
}

class History {
  all = $state.raw<Past[]>(load());

  add(past: Past): void {
    this.#set([past, ...this.all.filter((one) => one.sql !== past.sql)].slice(0, KEPT));
  }

  clear(): void {
    this.#set([]);
  }

  #set(all: Past[]): void {
    this.all = all;
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // A browser without storage keeps the list for this visit.
    }
  }
}

export const past = new History();
