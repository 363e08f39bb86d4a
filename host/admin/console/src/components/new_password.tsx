// A new password, typed twice. The host has the last word on what is good enough.
import { plural } from "../format";
import { TextField } from "./fields";

const characters_min = 12;

export function password_ready(password: string, again: string): boolean {
  return [...password].length >= characters_min && password === again;
}

export function NewPasswordFields({ password, again, on_password, on_again }: {
  password: string; again: string; on_password: (text: string) => void; on_again: (text: string) => void;
}) {
  const missing = characters_min - [...password].length;
  const short = password !== "" && again !== "" && missing > 0;
  const differs = again !== "" && !password.startsWith(again) && password !== again;
  return (
    <>
      <TextField label="New password" type="password" value={password} on_change={on_password} required autocomplete="new-password"
        error={short ? `Too short: ${plural(missing, "more character")}.` : undefined}
        help={`At least ${characters_min} characters: for example four words that do not belong together.`} />
      <TextField label="The same password again" type="password" value={again} on_change={on_again} required autocomplete="new-password"
        error={differs ? "This is not the same password." : undefined} />
    </>
  );
}
