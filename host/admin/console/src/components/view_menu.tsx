// The lists that the loaded channels declare, in the navigation: one entry per channel, its lists in a box under it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { api } from "../api";
import type { Plugin } from "../api_types";
import { href, type Route } from "../router";
import { useResource } from "../store";
import { Icon } from "./icons";

export function ViewMenus({ route }: { route: Route }) {
  const plugins = useResource("plugins", ["plugins"], api.plugins);
  const with_views = (plugins.data?.items ?? []).filter((plugin) => plugin.state === "loaded" && (plugin.views?.length ?? 0) > 0);
  return <>{with_views.map((plugin) => <ViewMenu key={plugin.id} plugin={plugin} route={route} />)}</>;
}

function ViewMenu({ plugin, route }: { plugin: Plugin; route: Route }) {
  const [open, set_open] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const here = route.path[0] === "views" && route.path[1] === plugin.id;
  const views = plugin.views ?? [];
  useEffect(() => {
    if (!open) return undefined;
    const on_press = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) set_open(false);
    };
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      set_open(false);
      box.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", on_press);
    document.addEventListener("keydown", on_key);
    return () => {
      document.removeEventListener("pointerdown", on_press);
      document.removeEventListener("keydown", on_key);
    };
  }, [open]);
  return (
    <div class="nav-menu" ref={box}>
      <button type="button" class="nav-item" aria-expanded={open} aria-controls={open ? id : undefined} data-here={here ? "" : undefined} onClick={() => set_open(!open)}>
        <Icon name="views" /><span>{plugin.name}</span><Icon name="down" />
      </button>
      {open && (
        <ul class="popover nav-popover" id={id} aria-label={`Lists of ${plugin.name}`}>
          {views.map((view) => (
            <li key={view.id}><a href={href(["views", plugin.id, view.id])} aria-current={here && (route.path[2] ?? views[0]?.id) === view.id ? "page" : undefined} onClick={() => set_open(false)}>{view.title}</a></li>
          ))}
        </ul>
      )}
    </div>
  );
}
