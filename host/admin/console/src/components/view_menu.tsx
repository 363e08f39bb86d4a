// The lists that the loaded channels declare, in the navigation: one entry per channel, its lists under it.
import { useEffect, useId, useState } from "preact/hooks";
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
  const here = route.path[0] === "views" && route.path[1] === plugin.id;
  const [open, set_open] = useState(here);
  const id = useId();
  const views = plugin.views ?? [];
  useEffect(() => {
    if (here) set_open(true);
  }, [here]);
  return (
    <li>
      <button type="button" class="nav-item nav-fold" aria-expanded={open} aria-controls={open ? id : undefined} data-here={here ? "" : undefined} onClick={() => set_open(!open)}>
        <Icon name="views" /><span>{plugin.name}</span><Icon name={open ? "up" : "down"} />
      </button>
      {open && (
        <ul class="nav-sub" id={id} aria-label={`Lists of ${plugin.name}`}>
          {views.map((view) => (
            <li key={view.id}><a class="nav-item" href={href(["views", plugin.id, view.id])} aria-current={here && (route.path[2] ?? views[0]?.id) === view.id ? "page" : undefined}>{view.title}</a></li>
          ))}
        </ul>
      )}
    </li>
  );
}
