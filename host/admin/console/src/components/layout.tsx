// The frame of every page: skip link, header with navigation, live state, theme and sign-out.
import { Fragment, type ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { href, type Route } from "../router";
import { sign_out } from "../session";
import { watch_live, type LiveState } from "../live";
import { choose_theme, chosen_theme, type Theme } from "../theme";
import { Icon, Mark, type IconName } from "./icons";
import { ViewMenus } from "./view_menu";

const places: { page: string; title: string; icon: IconName }[] = [
  { page: "connections", title: "Connections", icon: "connections" },
  { page: "records", title: "Records", icon: "records" },
  { page: "activity", title: "Activity", icon: "activity" },
  { page: "plugins", title: "Plugins", icon: "plugins" },
];

export function Frame({ route, children }: { route: Route; children: ComponentChildren }) {
  return (
    <>
      <SkipLink />
      <header class="top">
        <div class="top-inner">
          <a class="brand" href={href(["connections"])} aria-label="Mooring, start page"><Mark /><span>Mooring</span></a>
          <nav class="nav" aria-label="Main">
            {places.map((place, index) => (
              <Fragment key={place.page}>
                {index === 1 && <ViewMenus route={route} />}
                <a class="nav-item" href={href([place.page])} aria-current={route.path[0] === place.page ? "page" : undefined}>
                  <Icon name={place.icon} /><span>{place.title}</span>
                </a>
              </Fragment>
            ))}
          </nav>
          <div class="top-tools">
            <LiveMark />
            <ThemeButton />
            <button type="button" class="icon-button" onClick={() => void sign_out()} aria-label="Sign out" title="Sign out"><Icon name="sign_out" /></button>
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>{children}</main>
    </>
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

const next_theme: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };
const theme_icons: Record<Theme, IconName> = { system: "screen", light: "sun", dark: "moon" };
const theme_words: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };

export function ThemeButton() {
  const [theme, set_theme] = useState(chosen_theme);
  const label = `Colors: ${theme_words[theme]}. Change to ${theme_words[next_theme[theme]]}`;
  const change = () => {
    choose_theme(next_theme[theme]);
    set_theme(next_theme[theme]);
  };
  return (
    <button type="button" class="icon-button" onClick={change} aria-label={label} title={label}><Icon name={theme_icons[theme]} /></button>
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
