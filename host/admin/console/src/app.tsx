// Chooses the page by the address; signed out, there is only the sign-in page.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Empty } from "./components/basics";
import { Frame, PageHead } from "./components/layout";
import { Toasts } from "./components/toast";
import { ActivityPage } from "./pages/activity";
import { ConnectionPage } from "./pages/connection";
import { ConnectionsPage } from "./pages/connections";
import { PluginsPage } from "./pages/plugins";
import { RecordsPage } from "./pages/records";
import { SignInPage } from "./pages/signin";
import { ViewPage } from "./views/page";
import { href, useRoute, type Route } from "./router";
import { watch_session, type SessionState } from "./session";

const pages: Record<string, ComponentType<{ route: Route }>> = {
  connections: ConnectionsPage,
  records: RecordsPage,
  activity: ActivityPage,
  plugins: PluginsPage,
  views: ViewPage,
};

export function App() {
  const [session, set_session] = useState<SessionState>({ kind: "starting" });
  const route = useRoute();
  useEffect(() => watch_session(set_session), []);
  useEffect(() => {
    document.addEventListener("keydown", focus_search);
    return () => document.removeEventListener("keydown", focus_search);
  }, []);
  if (session.kind === "starting") return null;
  if (session.kind === "signed_out") return <SignInPage problem={session.problem} />;
  const Page = page_of(route);
  return (
    <>
      <Frame route={route}><Page key={route.path.slice(0, route.path[0] === "views" ? 3 : 2).join("/")} route={route} /></Frame>
      <Toasts />
    </>
  );
}

function page_of(route: Route): ComponentType<{ route: Route }> {
  const [first, id] = route.path;
  if (first === "connections" && id) return ConnectionPage;
  return pages[first ?? ""] ?? NoPage;
}

function NoPage() {
  return (
    <div class="page">
      <PageHead title="This page does not exist" name="Not found" />
      <Empty icon="search" title="The address leads nowhere"><a class="button button-primary" href={href(["connections"])}>Open Connections</a></Empty>
    </div>
  );
}

// "/" goes to the search field of the page, as in many tools.
function focus_search(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}
