// The set-up link of a new host: makes the first administrator.
import { useEffect, useState } from "preact/hooks";
import { as_api_error, type ApiError } from "../api_client";
import { Button, Problem } from "../components/basics";
import { TextField } from "../components/fields";
import { Mark } from "../components/icons";
import { NewPasswordFields, password_ready } from "../components/new_password";
import { SettingsMenu } from "../components/settings_menu";
import { leave_setup, set_up } from "../session";

export function SetUpPage({ code }: { code: string }) {
  const [name, set_name] = useState("");
  const [password, set_password] = useState("");
  const [again, set_again] = useState("");
  const [busy, set_busy] = useState(false);
  const [error, set_error] = useState<ApiError | null>(null);
  useEffect(() => {
    document.title = "Set up · Mooring";
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_error(null);
    try {
      await set_up(code, name.trim(), password);
    } catch (failure) {
      set_error(as_api_error(failure));
      set_busy(false);
    }
  };
  const spent = error?.code === "setup_done" || error?.code === "setup_link_invalid";
  return (
    <main class="signin" id="main">
      <div class="signin-box">
        <div class="signin-brand"><Mark /><h1>Set up Mooring</h1></div>
        {!spent && <p>You are the first one here. Choose how you sign in from now on; you will be the administrator and can invite others.</p>}
        {error && <Problem error={error} />}
        {spent && <div class="form-actions"><Button kind="primary" onClick={leave_setup}>Go to sign-in</Button></div>}
        {!spent && <form class="form" onSubmit={(event) => void submit(event)} aria-label="First administrator">
          <TextField label="Your name" value={name} on_change={set_name} required autofocus autocomplete="username"
            help="You sign in with it. A mail address is a good name." />
          <NewPasswordFields password={password} again={again} on_password={set_password} on_again={set_again} />
          <div class="form-actions">
            <Button kind="primary" type="submit" busy={busy} disabled={!name.trim() || !password_ready(password, again)}>Make the administrator</Button>
          </div>
        </form>}
      </div>
      <div class="signin-tools"><SettingsMenu /></div>
    </main>
  );
}
