// One's own account: who one is here, the password, and where one is signed in.
import { useState } from "preact/hooks";
import { access_api } from "../access_api";
import type { Session, SessionInfo } from "../access_types";
import { as_api_error, type ApiError } from "../api_client";
import { role_names } from "../access/role_choice";
import { Button, Facts, LinkButton, Loading, Note, Problem, Section } from "../components/basics";
import { DataTable, type TableColumn } from "../components/data_table";
import { TextField } from "../components/fields";
import { PageHead } from "../components/layout";
import { NewPasswordFields, password_ready } from "../components/new_password";
import { Time } from "../components/time";
import { say, say_error } from "../components/toast";
import { browser_name } from "../format_client";
import { href, type Route } from "../router";
import { current_session, read_session_again } from "../session";
import { invalidate_now, useResource } from "../store";

export function AccountPage(_: { route: Route }) {
  const session = current_session();
  if (!session) return null;
  const name = session.user?.name ?? "This machine";
  return (
    <div class="page">
      <PageHead title="Your account" name="Your account" />
      <Facts rows={[["Name", name], ["Role", role_names[session.role]], ["In the activity log", <code>{session.actor}</code>]]} />
      {session.user ? <Password session={session} user={session.user} /> : <Local session={session} />}
      <OpenSessions />
    </div>
  );
}

function Local({ session }: { session: Session }) {
  return (
    <Section title="Sign-in">
      <Note tone={session.setup_open ? "amber" : "neutral"} title={session.setup_open ? "There are no users yet" : "You are nobody in particular here"}>
        <p>You came with a link or the token of the host itself, so the activity log cannot say who you are.
          {session.setup_open ? " Add yourself as the first administrator." : " Sign in with a name of your own when you can."}</p>
        <p class="note-foot"><LinkButton to={href(["users"])} small icon="users">Users and tokens</LinkButton></p>
      </Note>
    </Section>
  );
}

function Password({ session, user }: { session: Session; user: { id: string; has_password: boolean } }) {
  const [current, set_current] = useState("");
  const [password, set_password] = useState("");
  const [again, set_again] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  const [asked, set_asked] = useState(false); // a session that a link opened some time ago is asked for it, too
  const needs_current = session.method === "password" || asked;
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      await access_api.set_password(user.id, password, needs_current ? current : "");
      await read_session_again();
      say("Your password is changed. Every other session of yours has ended.");
      [set_current, set_password, set_again].forEach((set) => set(""));
      invalidate_now(["sessions"]);
    } catch (failure) {
      const problem = as_api_error(failure);
      if (!needs_current && problem.fields.some((field) => field.pointer === "/current_password")) set_asked(true);
      set_error(problem);
    }
    set_busy(false);
  };
  return (
    <Section title="Password">
      {!user.has_password && <Note tone="amber" title="Choose a password"><p>You came with a link that works once. With a password you can come back.</p></Note>}
      <form class="form" onSubmit={(event) => void submit(event)} aria-label="Password">
        {error && <Problem error={error} />}
        {needs_current && <TextField label="Current password" type="password" value={current} on_change={set_current} required autocomplete="current-password" />}
        <NewPasswordFields password={password} again={again} on_password={set_password} on_again={set_again} />
        <div class="form-actions">
          <Button kind="primary" type="submit" busy={busy} disabled={!password_ready(password, again) || (needs_current && !current)}>
            {user.has_password ? "Change the password" : "Set the password"}
          </Button>
        </div>
      </form>
    </Section>
  );
}

function OpenSessions() {
  const list = useResource("sessions", ["sessions"], access_api.sessions);
  const sessions = list.data?.items ?? [];
  const end = async (work: () => Promise<unknown>, said: string) => {
    try {
      await work();
      say(said);
      invalidate_now(["sessions"]);
    } catch (failure) {
      say_error(failure);
    }
  };
  const others = sessions.filter((session) => !session.current).length;
  return (
    <Section title="Open sessions" aside={<Button icon="sign_out" disabled={others === 0}
      onClick={() => void end(() => access_api.end_sessions(), "You are signed out everywhere else.")}>Sign out everywhere else</Button>}>
      {list.error && <Problem error={list.error} retry={list.reload} />}
      {!list.data && !list.error && <Loading lines={2} />}
      {sessions.length > 0 && (
        <DataTable label="Sessions" look="table-stack" columns={columns} rows={sessions} row_key={(session) => session.id}
          action={(session) => session.current ? null : <Button small label={`Sign out ${browser_name(session.client)}`}
            onClick={() => void end(() => access_api.end_session(session.id), "The session is ended.")}>Sign out</Button>} />
      )}
    </Section>
  );
}

const method_words: Record<SessionInfo["method"], string> = { password: "Password", link: "Link", token: "Admin token", bearer: "Token" };

const columns: TableColumn<SessionInfo>[] = [
  { id: "client", heading: "Browser", cell: (session) => <>{browser_name(session.client)}{session.current && <span class="muted"> (this one)</span>}</> },
  { id: "peer", heading: "Address", cell: (session) => session.peer },
  { id: "method", heading: "Signed in with", cell: (session) => method_words[session.method] },
  { id: "since", heading: "Since", cell: (session) => <Time at={session.created_at} /> },
  { id: "seen", heading: "Last seen", cell: (session) => <Time at={session.last_seen_at} /> },
];
