// Who is signed in. Sign-in and set-up links carry a one-time code in the fragment; it is taken out of the address before it
// is used.
import { access_api, type Proof } from "./access_api";
import type { Session } from "./access_types";
import { as_api_error, keep_session, when_signed_out, type ApiError } from "./api_client";
import { start_live, stop_live } from "./live";
import { keep_role } from "./role";
import { navigate, setup_code, signin_code } from "./router";
import { forget_all, invalidate_all } from "./store";

export type SessionState =
  | { kind: "starting" }
  | { kind: "signed_in"; session: Session }
  | { kind: "ended"; session: Session } // it ended while the person was at work: the page stays, behind a sign-in
  | { kind: "setting_up"; code: string }
  | { kind: "signed_out"; problem: ApiError | null };

// The cookie of a session cannot be read here. This mark says that there was one: without it nobody asks the host only to be
// refused, and the sign-in page is there at once.
const mark_key = "mooring-signed-in";

function mark(signed_in: boolean): void {
  try {
    if (signed_in) localStorage.setItem(mark_key, "1");
    else localStorage.removeItem(mark_key);
  } catch {
    // Storage is blocked: the host is asked.
  }
}

function may_be_signed_in(): boolean {
  try {
    return localStorage.getItem(mark_key) !== null;
  } catch {
    return true;
  }
}

let state: SessionState = { kind: "starting" };
const watchers = new Set<(state: SessionState) => void>();

function become(next: SessionState): void {
  state = next;
  keep_session(next.kind === "signed_in" ? next.session : null);
  keep_role(next.kind === "signed_in" || next.kind === "ended" ? next.session.role : "viewer");
  if (next.kind === "signed_in") start_live();
  else stop_live();
  if (next.kind === "signed_in" || (next.kind === "signed_out" && !next.problem)) mark(next.kind === "signed_in");
  if (next.kind !== "signed_in" && next.kind !== "ended") forget_all();
  watchers.forEach((watcher) => watcher(next));
}

export function session_state(): SessionState {
  return state;
}

export function watch_session(watcher: (state: SessionState) => void): () => void {
  watchers.add(watcher);
  watcher(state);
  return () => watchers.delete(watcher);
}

// null: nobody is signed in.
export function current_session(): Session | null {
  return state.kind === "signed_in" || state.kind === "ended" ? state.session : null;
}

export async function start_session(): Promise<void> {
  when_signed_out(() => {
    if (state.kind === "signed_in") become({ kind: "ended", session: state.session });
  });
  window.addEventListener("hashchange", () => {
    if (signin_code(location.hash) || setup_code(location.hash)) void open_session(); // a second link opened in this tab
  });
  await open_session();
}

async function open_session(): Promise<void> {
  const setup = setup_code(location.hash);
  const code = signin_code(location.hash);
  if (code || setup) navigate("#/overview", { replace: true });
  if (setup) return become({ kind: "setting_up", code: setup });
  if (!code && !may_be_signed_in()) return become({ kind: "signed_out", problem: null });
  try {
    become({ kind: "signed_in", session: code ? await access_api.sign_in({ code }) : await access_api.session() });
  } catch (error) {
    const problem = as_api_error(error);
    // A used link is no harm when the browser is signed in already.
    if (code && problem.status === 401) await keep_old_session(problem);
    else become({ kind: "signed_out", problem: problem.status === 401 ? null : problem });
  }
}

async function keep_old_session(problem: ApiError): Promise<void> {
  try {
    become({ kind: "signed_in", session: await access_api.session() });
  } catch {
    become({ kind: "signed_out", problem });
  }
}

export async function sign_in(proof: Proof): Promise<void> {
  const before = state.kind === "ended" ? state.session : null;
  const session = await access_api.sign_in(proof);
  if (before && before.user?.id !== session.user?.id) return location.reload(); // what stands on the page is somebody else's
  become({ kind: "signed_in", session });
  if (before) invalidate_all();
}

// To the page of the sign-in, without what stood there.
export function leave_ended(): void {
  become({ kind: "signed_out", problem: null });
}

export async function set_up(code: string, name: string, password: string): Promise<void> {
  become({ kind: "signed_in", session: await access_api.set_up(code, name, password) });
}

export function leave_setup(): void {
  become({ kind: "signed_out", problem: null });
}

// After a change of one's own account.
export async function read_session_again(): Promise<void> {
  become({ kind: "signed_in", session: await access_api.session() });
}

export async function sign_out(): Promise<void> {
  try {
    await access_api.sign_out();
  } catch {
    // The page forgets the session either way.
  }
  become({ kind: "signed_out", problem: null });
}
