// Chooses the page by the address (places.ts); signed out, there is only the sign-in page. Drawn once it is known who is there.
import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import { Empty } from "./components/basics";
import { Frame, PageHead } from "./components/layout";
import { PageOnItsWay, usePage } from "./components/lazy_page";
import { forget_toasts, Toasts } from "./components/toast";
import { Connecting } from "./connecting";
import { SetUpPage } from "./pages/setup";
import { SessionEnded, SignInPage } from "./pages/signin";
import { loader_of, places } from "./places";
import { href, useRoute, type Route } from "./router";
import { session_state, watch_session } from "./session";
import { useZone } from "./time_zone";

export function App() {
  const [session, set_session] = useState(session_state);
  const route = useRoute();
  useEffect(() => watch_session(set_session), []);
  useEffect(forget_toasts, [place_of(route)]);
  if (session.kind === "setting_up") return <SetUpPage code={session.code} />;
  if (session.kind === "signed_out") return <SignInPage problem={session.problem} />;
  return (
    <>
      <Frame route={route}><PageOf route={route} /></Frame>
      <Connecting place={place_of(route)} />
      <Toasts />
      {session.kind === "ended" && <SessionEnded name={session.session.user?.name ?? ""} />}
    </>
  );
}

// Parts of the address that make a page: a change of the rest is a change on the page.
function place_of(route: Route): string {
  return route.path.slice(0, route.path[0] === "views" ? 3 : 2).join("/");
}

// The last page stays until the file of the next one is there.
function PageOf({ route }: { route: Route }) {
  const load = loader_of(route);
  const { Page, failed } = usePage(load);
  const zone = useZone();
  const last = useRef<VNode | null>(null);
  if (!load) return <NoPage />;
  if (Page) last.current = <Page key={`${place_of(route)} ${zone}`} route={route} />;
  if (!Page && (!last.current || failed)) return <PageOnItsWay failed={failed} />;
  return <>{last.current}{!Page && <span class="page-waited-for" hidden />}</>; // what is drawn is not yet what the address says
}

function NoPage() {
  const first = places[0];
  return (
    <div class="page">
      <PageHead title="This page does not exist" name="Not found" />
      <Empty icon="search" title="The address leads nowhere">
        {first && <a class="button button-primary" href={href([first.page])}>Open {first.title}</a>}
      </Empty>
    </div>
  );
}
