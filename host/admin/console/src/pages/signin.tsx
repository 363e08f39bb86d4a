// Signed out: name and password, and for those who have none a link or the admin token.
import { useEffect, useState } from "preact/hooks";
import type { Proof } from "../access_api";
import { as_api_error, type ApiError } from "../api_client";
import { Button, Copyable, Problem } from "../components/basics";
import { Dialog } from "../components/dialog";
import { TextField } from "../components/fields";
import { Mark } from "../components/icons";
import { SettingsMenu } from "../components/settings_menu";
import { leave_ended, sign_in } from "../session";

export function SignInPage({ problem }: { problem: ApiError | null }) {
  useEffect(() => {
    document.title = "Sign in · Mooring";
  }, []);
  return (
    <main class="signin" id="main">
      <div class="signin-box">
        <div class="signin-brand"><Mark /><h1>Sign in to Mooring</h1></div>
        <SignInForms problem={problem} />
      </div>
      <div class="signin-tools"><SettingsMenu /></div>
    </main>
  );
}

// Over the page, which stays as it is: what somebody typed there is not lost.
export function SessionEnded({ name }: { name: string }) {
  return (
    <Dialog title="Your session has ended" look="dialog-ended" stays on_close={leave_ended}>
      <div class="signin-again">
        <p>Sign in to go on. What you typed on this page is still there.</p>
        <SignInForms problem={null} name={name} />
        <p><button type="button" class="link-button" onClick={leave_ended}>Leave this page</button></p>
      </div>
    </Dialog>
  );
}

function SignInForms({ problem, name = "" }: { problem: ApiError | null; name?: string }) {
  const [busy, set_busy] = useState("");
  const [error, set_error] = useState<ApiError | null>(problem);
  useEffect(() => set_error(problem), [problem]); // a link that was opened while this page stood
  const submit = async (what: string, proof: Proof) => {
    set_busy(what);
    set_error(null);
    try {
      await sign_in(proof);
    } catch (failure) {
      set_error(as_api_error(failure));
      set_busy("");
    }
  };
  return (
    <>
      {error && <Problem error={error} />}
      <WithPassword known={name} busy={busy === "password"} submit={(name, password) => void submit("password", { name, password })} />
      <details class="signin-more">
        <summary>Another way to sign in</summary>
        <section aria-label="With a link">
          <h2>With a link</h2>
          <p>An administrator can make you a link. On the machine that runs the host, this command prints one for its own administrator:</p>
          <Copyable text="mooring signin" what="command"><code class="command">mooring signin</code></Copyable>
        </section>
        <WithToken busy={busy === "token"} submit={(token) => void submit("token", { token })} />
      </details>
    </>
  );
}

function WithPassword({ known, busy, submit }: { known: string; busy: boolean; submit: (name: string, password: string) => void }) {
  const [name, set_name] = useState(known);
  const [password, set_password] = useState("");
  const on_submit = (event: Event) => {
    event.preventDefault();
    submit(name.trim(), password);
  };
  return (
    <form class="form" onSubmit={on_submit} aria-label="With name and password">
      <TextField label="Name" value={name} on_change={set_name} required autofocus={!known} autocomplete="username" />
      <TextField label="Password" type="password" value={password} on_change={set_password} required autofocus={Boolean(known)} autocomplete="current-password" />
      <div class="form-actions"><Button kind="primary" type="submit" busy={busy} disabled={!name.trim() || !password}>Sign in</Button></div>
    </form>
  );
}

function WithToken({ busy, submit }: { busy: boolean; submit: (token: string) => void }) {
  const [token, set_token] = useState("");
  const on_submit = (event: Event) => {
    event.preventDefault();
    submit(token.trim());
  };
  return (
    <form class="form" onSubmit={on_submit} aria-label="With the token">
      <h2>With the token</h2>
      <TextField label="Admin token" type="password" value={token} on_change={set_token} mono required
        help="From the token file in the data folder, or the key admin.token of the configuration." />
      <div class="form-actions"><Button type="submit" busy={busy} disabled={!token.trim()}>Sign in with the token</Button></div>
    </form>
  );
}
