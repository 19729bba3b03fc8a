// Client-side routing. The address bar is the single source of truth: pages read `route`, and change it with `go`.

interface Route {
  path: string;
  query: URLSearchParams;
}

function read(): Route {
  return { path: window.location.pathname, query: new URLSearchParams(window.location.search) };
}

class Router {
  route = $state.raw<Route>(read());

  constructor() {
    window.addEventListener("popstate", () => (this.route = read()));
    document.addEventListener("click", (event) => this.#follow(event));
  }

  get path(): string {
    return this.route.path;
  }

  get query(): URLSearchParams {
    return this.route.query;
  }

  /** Moves to an address of this site. Another page starts at its top; another state of the same page stays put. */
  go(address: string, options: { replace?: boolean } = {}): void {
    const target = new URL(address, window.location.href);
    const samePage = target.pathname === window.location.pathname;
    window.history[options.replace ? "replaceState" : "pushState"]({}, "", target);
    this.route = read();
    if (!samePage) window.scrollTo(0, 0);
  }

  /** This page with another query. */
  with(query: URLSearchParams): string {
    const text = query.toString();
    return text ? `${this.path}?${text}` : this.path;
  }

  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    const target = new URL(link.href);
    if (target.origin !== window.location.origin || target.pathname.startsWith("/api/")) return;
    if (target.hash && target.pathname === window.location.pathname && target.search === window.location.search) return;
    event.preventDefault();
    this.go(link.href);
  }
}

export const router = new Router();
