// The address is the state: `#/connections/con_1/activity?severity=error`. Pure functions first, then the hook.
import { useEffect, useRef, useState } from "preact/hooks";

export interface Route {
  path: string[];
  query: Record<string, string>;
}

export function parse_hash(hash: string): Route {
  const text = hash.replace(/^#/, "").replace(/^\//, "");
  const cut = text.indexOf("?");
  const path = (cut < 0 ? text : text.slice(0, cut)).split("/").filter(Boolean).map(decode);
  const query: Record<string, string> = {};
  if (cut >= 0) new URLSearchParams(text.slice(cut + 1)).forEach((value, name) => (query[name] = value));
  return { path: path.length ? path : ["overview"], query };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // an address typed by hand
  }
}

export function href(path: string[], query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  const text = search.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

// The fragment of a sign-in link is `#signin=<code>`; null for every other address.
export function signin_code(hash: string): string | null {
  const match = /^#signin=([A-Za-z0-9._~-]+)$/.exec(hash);
  return match?.[1] ?? null;
}

// The same of a set-up link, `#setup=<code>`.
export function setup_code(hash: string): string | null {
  const match = /^#setup=([A-Za-z0-9._~-]+)$/.exec(hash);
  return match?.[1] ?? null;
}

const listeners = new Set<() => void>();

export function current_route(): Route {
  return parse_hash(location.hash);
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(history.state, "", to);
    listeners.forEach((listener) => listener());
  } else {
    location.hash = to;
    listeners.forEach((listener) => listener()); // the browser's own event comes a task later
  }
}

// Changes the query and keeps the page. Typing in a filter must not fill the history, so this replaces.
export function change_query(patch: Record<string, string | undefined>): void {
  const route = current_route();
  navigate(href(route.path, { ...route.query, ...patch }), { replace: true });
}

// A decision rather than typing: the back button undoes it.
export function push_query(patch: Record<string, string | undefined>): void {
  const route = current_route();
  const to = href(route.path, { ...route.query, ...patch });
  if (to !== location.hash) navigate(to);
}

export function useRoute(): Route {
  const [route, set_route] = useState(current_route);
  const shown = useRef(location.hash);
  useEffect(() => {
    const update = () => {
      if (shown.current === location.hash) return;
      shown.current = location.hash;
      set_route(current_route());
    };
    listeners.add(update);
    update(); // the address may have changed before this ran: a sign-in link does
    window.addEventListener("hashchange", update);
    update(); // the address may have changed between the first render and now
    return () => {
      listeners.delete(update);
      window.removeEventListener("hashchange", update);
    };
  }, []);
  return route;
}
