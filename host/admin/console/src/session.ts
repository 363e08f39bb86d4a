// Who is signed in. A sign-in link carries a one-time code in the fragment; it is taken out of the address before it is used.
import { api } from "./api";
import { as_api_error, keep_session, when_signed_out, type ApiError } from "./api_client";
import type { Session } from "./api_types";
import { start_live, stop_live } from "./live";
import { navigate, signin_code } from "./router";
import { forget_all } from "./store";

export type SessionState =
  | { kind: "starting" }
  | { kind: "signed_in"; session: Session }
  | { kind: "signed_out"; problem: ApiError | null };

let state: SessionState = { kind: "starting" };
const watchers = new Set<(state: SessionState) => void>();

function become(next: SessionState): void {
  state = next;
  keep_session(next.kind === "signed_in" ? next.session : null);
  if (next.kind === "signed_in") start_live();
  else stop_live();
  if (next.kind === "signed_out") forget_all();
  watchers.forEach((watcher) => watcher(next));
}

export function watch_session(watcher: (state: SessionState) => void): () => void {
  watchers.add(watcher);
  watcher(state);
  return () => watchers.delete(watcher);
}

export async function start_session(): Promise<void> {
  when_signed_out(() => become({ kind: "signed_out", problem: null }));
  window.addEventListener("hashchange", () => {
    if (signin_code(location.hash)) void open_session(); // a second link opened in this tab
  });
  await open_session();
}

async function open_session(): Promise<void> {
  const code = signin_code(location.hash);
  if (code) navigate("#/connections", { replace: true });
  try {
    become({ kind: "signed_in", session: code ? await api.sign_in({ code }) : await api.session() });
  } catch (error) {
    const problem = as_api_error(error);
    // A used link is no harm when the browser is signed in already.
    if (code && problem.status === 401) await keep_old_session(problem);
    else become({ kind: "signed_out", problem: problem.status === 401 ? null : problem });
  }
}

async function keep_old_session(problem: ApiError): Promise<void> {
  try {
    become({ kind: "signed_in", session: await api.session() });
  } catch {
    become({ kind: "signed_out", problem });
  }
}

export async function sign_in_with_token(token: string): Promise<void> {
  become({ kind: "signed_in", session: await api.sign_in({ token }) });
}

export async function sign_out(): Promise<void> {
  try {
    await api.sign_out();
  } catch {
    // The page forgets the session either way.
  }
  become({ kind: "signed_out", problem: null });
}
