// The frame of every page: skip link, the bar at the top, the navigation at the side (a drawer where there is little room).
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { place_groups, places, type Place } from "../places";
import { href, navigate, type Route } from "../router";
import { can } from "../role";
import { current_session, sign_out } from "../session";
import { watch_live, type LiveState } from "../live";
import { list_keys } from "../row_keys";
import { focus_search, has_search, listen_to_keys, useShortcuts, type Shortcut } from "../shortcuts";
import { read_again } from "../store";
import { Icon, Mark } from "./icons";
import { SettingsMenu } from "./settings_menu";
import { ShortcutHelp } from "./shortcut_help";
import { ViewMenus } from "./view_menu";

export function Frame({ route, children }: { route: Route; children: ComponentChildren }) {
  const [drawer, set_drawer] = useState(false);
  const [help, set_help] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  useEffect(() => set_drawer(false), [route.path.join("/")]);
  useEffect(listen_to_keys, []);
  useShortcuts([...page_shortcuts, ...list_keys,
    { keys: "/", help: "Search on this page", here: has_search, run: focus_search },
    { keys: "r", help: "Read this page again", run: read_again },
    { keys: "?", help: "Show these keys", run: () => set_help(true) },
  ]);
  const close = () => {
    set_drawer(false);
    opener.current?.focus();
  };
  return (
    <div class="shell">
      <SkipLink />
      <header class="top">
        <button type="button" class="icon-button top-menu" ref={opener} aria-expanded={drawer} aria-controls="navigation" aria-label="Menu" onClick={() => set_drawer(!drawer)}><Icon name={drawer ? "close" : "menu"} /></button>
        <a class="brand" href={href(places[0] ? [places[0].page] : [])} aria-label="Mooring, start page"><Mark /><span>Mooring</span></a>
        <div class="top-tools">
          <LiveMark />
          <button type="button" class="icon-button only-wide" onClick={() => set_help(true)} aria-label="Keyboard" title="Keyboard (?)"><Icon name="keyboard" /></button>
          <SettingsMenu />
          <AccountLink route={route} />
          <button type="button" class="icon-button" onClick={() => void sign_out()} aria-label="Sign out" title="Sign out"><Icon name="sign_out" /></button>
        </div>
      </header>
      <Navigation route={route} open={drawer} close={close} />
      <main id="main" tabIndex={-1} data-page={href(route.path)}>{children}</main>
      {help && <ShortcutHelp on_close={() => set_help(false)} />}
    </div>
  );
}

const page_shortcuts: Shortcut[] = places.map((place) => ({
  keys: `g ${place.key}`, help: `Go to ${place.title}`, here: () => can(place.needs), run: () => navigate(href([place.page])),
}));

function Navigation({ route, open, close }: { route: Route; open: boolean; close: () => void }) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    ref.current?.querySelector<HTMLElement>("[aria-current], a")?.focus();
    const on_key = (event: KeyboardEvent) => {
      if (event.key === "Escape") close();
    };
    document.addEventListener("keydown", on_key);
    return () => document.removeEventListener("keydown", on_key);
  }, [open]);
  return (
    <>
      {open && <div class="drawer-backdrop" onClick={close} />}
      <nav class={open ? "side side-open" : "side"} id="navigation" aria-label="Main" ref={ref}>
        {place_groups.map((group) => (
          <div key={group.title} class="side-group">
            {group.title && <h2 class="side-title">{group.title}</h2>}
            <ul>
              {group.views && <ViewMenus route={route} />}
              {group.places.filter((place) => can(place.needs)).map((place) => <li key={place.page}><PlaceLink place={place} route={route} /></li>)}
            </ul>
          </div>
        ))}
      </nav>
    </>
  );
}

// Who is signed in, and the way to their own page.
function AccountLink({ route }: { route: Route }) {
  const session = current_session();
  if (!session) return null;
  const name = session.user?.name ?? "This machine";
  return (
    <a class="account-link" href={href(["account"])} aria-current={route.path[0] === "account" ? "page" : undefined}
      aria-label={`Your account: ${name}, ${session.role}`} title={`${name}, ${session.role}`}>
      <Icon name="user" /><span>{name}</span>
    </a>
  );
}

// Of the page that is open already: its filters go, as people expect from a second press.
function PlaceLink({ place, route }: { place: Place; route: Route }) {
  const here = route.path[0] === place.page;
  return (
    <a class="nav-item" href={href([place.page])} aria-current={here ? (route.path.length === 1 ? "page" : "true") : undefined}>
      <Icon name={place.icon} /><span>{place.title}</span>
    </a>
  );
}

// Not a link: the address holds the page.
export function SkipLink() {
  return (
    <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>Skip to the content</button>
  );
}

const live_words: Record<LiveState, string> = {
  live: "Live",
  polling: "Reconnecting",
  connecting: "Connecting",
};

function LiveMark() {
  const [state, set_state] = useState<LiveState>("connecting");
  useEffect(() => watch_live(set_state), []);
  const help = state === "live" ? "Changes appear at once" : "No live connection to the host: the page asks every 10 s";
  return (
    <span class={`live live-${state}`} role="status" title={help}>
      <span class="live-dot" aria-hidden="true" /><span class="live-word">{live_words[state]}</span>
    </span>
  );
}

// Parts of a page, each with an address. On a narrow screen the current one is brought into sight.
export function Tabs({ label, items }: { label: string; items: { to: string; title: string; current: boolean }[] }) {
  const ref = useRef<HTMLElement>(null);
  const current = items.findIndex((item) => item.current);
  useEffect(() => {
    const nav = ref.current, tab = nav?.children[current] as HTMLElement | undefined;
    if (nav && tab) nav.scrollLeft = tab.offsetLeft - (nav.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav class="tabs" aria-label={label} ref={ref}>
      {items.map((item) => <a key={item.to} href={item.to} aria-current={item.current ? "page" : undefined}>{item.title}</a>)}
    </nav>
  );
}

// Heading of a page. A change of page moves the focus here, so that a screen reader starts at the new content.
let first_page = true;

export function PageHead({ title, children, name, lead }: {
  title: ComponentChildren; name: string; children?: ComponentChildren; lead?: ComponentChildren;
}) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!first_page) ref.current?.focus();
    first_page = false;
  }, []);
  useEffect(() => {
    document.title = `${name} · Mooring`;
  }, [name]);
  return (
    <div class="page-head">
      <div>
        <h1 ref={ref} tabIndex={-1}>{title}</h1>
        {lead && <div class="lead">{lead}</div>}
      </div>
      {children && <div class="page-actions">{children}</div>}
    </div>
  );
}
