// Back and forward lead to where one was: how far down each entry of the history stood, and which link was pressed there.
// The browser tries that before the page is drawn; here it waits for the rows. Started once.
interface Place {
  y: number;
  link: string; // the address of the link that was pressed; may be empty
}

const give_up_ms = 4_000, settled_ms = 300;
const places = new Map<string, Place>();
let bringing: string | null = null; // the entry whose place is being brought back: what is drawn on the way is not where one stood

function entry(): string | null {
  return (history.state as { entry?: string } | null)?.entry ?? null;
}

// Beside whatever else its state holds.
function name_entry(): void {
  if (!entry()) history.replaceState({ ...(history.state as object | null), entry: crypto.getRandomValues(new Uint32Array(2)).join("-") }, "");
}

function note(change: Partial<Place>): void {
  const id = entry();
  if (id && id !== bringing) places.set(id, { y: 0, link: "", ...places.get(id), ...change });
}

function bring_back(id: string, { y, link }: Place): void {
  bringing = id;
  const until = performance.now() + give_up_ms;
  let held_since = performance.now();
  const step = (now: number) => {
    if (bringing !== id) return; // the person goes on by themselves
    if (document.documentElement.scrollHeight - window.innerHeight < y) held_since = now; // its rows are not there yet
    else if (Math.abs(window.scrollY - y) > 1) {
      window.scrollTo(0, y);
      held_since = now;
    }
    const there = now - held_since > settled_ms && !document.querySelector("main .loading");
    if (!there && now < until) return void requestAnimationFrame(step);
    bringing = null;
    if (link && !document.querySelector("dialog[open]")) [...document.querySelectorAll<HTMLElement>("main a[href]")].find((one) => one.getAttribute("href") === link)?.focus({ preventScroll: true });
  };
  requestAnimationFrame(step);
}

export function keep_scroll_places(): void {
  history.scrollRestoration = "manual";
  name_entry();
  window.addEventListener("scroll", () => note({ y: window.scrollY }), { passive: true });
  for (const kind of ["wheel", "pointerdown", "keydown", "touchstart"]) window.addEventListener(kind, () => (bringing = null), { capture: true, passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("main a[href]") : null;
    if (link) note({ link: link.getAttribute("href") ?? "" });
  }, { capture: true });
  window.addEventListener("popstate", () => { // before hashchange: the page of the entry is not drawn yet
    const id = entry(), place = id ? places.get(id) : undefined;
    bringing = null;
    if (id && place && place.y > 0) bring_back(id, place);
  });
  window.addEventListener("hashchange", name_entry);
}
