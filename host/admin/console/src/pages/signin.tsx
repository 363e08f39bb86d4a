// Signed out: how to get a sign-in link, and a field for the token.
import { useEffect, useState } from "preact/hooks";
import { as_api_error, type ApiError } from "../api_client";
import { Button, Copyable, Problem } from "../components/basics";
import { TextField } from "../components/fields";
import { Mark } from "../components/icons";
import { SettingsMenu } from "../components/settings_menu";
import { sign_in_with_token } from "../session";

export function SignInPage({ problem }: { problem: ApiError | null }) {
  const [token, set_token] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(problem);
  useEffect(() => {
    document.title = "Sign in · Mooring";
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      await sign_in_with_token(token.trim());
    } catch (failure) {
      set_error(as_api_error(failure));
      set_busy(false);
    }
  };
  return (
    <main class="signin" id="main">
      <div class="signin-box">
        <div class="signin-brand"><Mark /><h1>Sign in to Mooring</h1></div>
        {error && <Problem error={error} />}
        <section aria-label="With a link">
          <h2>With a link</h2>
          <p>On the machine that runs the host, ask for a sign-in link and open it here. It works once.</p>
          <Copyable text="mooring signin" what="command"><code class="command">mooring signin</code></Copyable>
        </section>
        <form class="form" onSubmit={(event) => void submit(event)} aria-label="With the token">
          <h2>With the token</h2>
          <TextField label="Admin token" type="password" value={token} on_change={set_token} mono required
            help="From the token file in the data folder, or the key admin.token of the configuration." />
          <div class="form-actions"><Button kind="primary" type="submit" busy={busy} disabled={!token.trim()}>Sign in</Button></div>
        </form>
      </div>
      <div class="signin-tools"><SettingsMenu /></div>
    </main>
  );
}
