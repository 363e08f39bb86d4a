// Every page of the console, in the order of the navigation. A place without `load` is not built yet and is not shown: to
// add a page, give its place a `load`. Each page is a file of its own that the browser reads when it is first opened.
import type { ComponentType } from "preact";
import type { Role } from "./access_types";
import type { IconName } from "./components/icons";
import type { Route } from "./router";

export type PageProps = { route: Route };
export type LoadPage = () => Promise<ComponentType<PageProps>>;

export interface Place {
  page: string; // first part of the address
  title: string;
  icon: IconName;
  key: string; // goes there after "g"
  needs?: Role; // who sees it in the navigation; nothing: everybody
  load?: LoadPage;
  load_one?: LoadPage; // the page of one thing: `#/connections/con_1`
}

export interface PlaceGroup {
  title: string; // "": the first ones need none
  views?: boolean; // the channels' lists stand in this group, before its places
  places: Place[];
}

const all_groups: PlaceGroup[] = [
  {
    title: "",
    places: [
      { page: "overview", title: "Overview", icon: "overview", key: "o", load: () => import("./pages/overview").then((file) => file.OverviewPage) },
      {
        page: "connections", title: "Connections", icon: "connections", key: "c",
        load: () => import("./pages/connections").then((file) => file.ConnectionsPage),
        load_one: () => import("./pages/connection").then((file) => file.ConnectionPage),
      },
    ],
  },
  {
    title: "Data",
    views: true,
    places: [
      { page: "records", title: "Data browser", icon: "records", key: "d", load: () => import("./pages/records").then((file) => file.RecordsPage) },
      {
        page: "backfills", title: "Backfills", icon: "backfills", key: "b",
        load: () => import("./pages/backfills").then((file) => file.BackfillsPage),
      },
    ],
  },
  {
    title: "Watch",
    places: [
      {
        page: "activity", title: "Activity", icon: "activity", key: "a",
        load: () => import("./pages/activity").then((file) => file.ActivityPage),
        load_one: () => import("./pages/activity_entry").then((file) => file.ActivityEntryPage),
      },
      { page: "playbook", title: "Playbook", icon: "note", key: "k", load: () => import("./pages/playbook").then((file) => file.PlaybookPage) },
      { page: "expiries", title: "Expiries", icon: "calendar", key: "e", load: () => import("./pages/expiries").then((file) => file.ExpiriesPage) },
      { page: "alerts", title: "Alerts", icon: "alerts", key: "l", load: () => import("./pages/alerts").then((file) => file.AlertsPage) },
    ],
  },
  {
    title: "Host",
    places: [
      { page: "plugins", title: "Plugins", icon: "plugins", key: "p", load: () => import("./pages/plugins").then((file) => file.PluginsPage) },
      { page: "configuration", title: "Configuration", icon: "configuration", key: "f", load: () => import("./pages/configuration").then((file) => file.ConfigurationPage) },
      {
        page: "users", title: "Users and tokens", icon: "users", key: "u", needs: "administrator",
        load: () => import("./pages/users").then((file) => file.UsersPage),
      },
      { page: "about", title: "About", icon: "info", key: "i", load: () => import("./pages/about").then((file) => file.AboutPage) },
    ],
  },
];

// Pages with an address and no entry of their own in the navigation.
const hidden: Record<string, LoadPage> = {
  account: () => import("./pages/account").then((file) => file.AccountPage),
  views: () => import("./views/page").then((file) => file.ViewPage),
};

export const place_groups: PlaceGroup[] = all_groups
  .map((group) => ({ ...group, places: group.places.filter((place) => place.load) }))
  .filter((group) => group.places.length > 0 || group.views);

export const places: Place[] = place_groups.flatMap((group) => group.places);

export function loader_of(route: Route): LoadPage | null {
  const [first = "", id] = route.path;
  const place = places.find((one) => one.page === first);
  return (id && place?.load_one) || place?.load || hidden[first] || null;
}
