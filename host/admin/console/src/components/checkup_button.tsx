// Asks the provider now what the account may read, and tells what is different.
import { useState } from "preact/hooks";
import { checkup_words } from "../checklist_words";
import { life_api } from "../life_api";
import { invalidate } from "../store";
import { Button } from "./basics";
import { say, say_error } from "./toast";

export function CheckupButton({ connection, text }: { connection: string; text: string }) {
  const [busy, set_busy] = useState(false);
  const look = async () => {
    set_busy(true);
    try {
      say(checkup_words(await life_api.checkup(connection)));
      invalidate([`connection:${connection}`]);
    } catch (problem) {
      say_error(problem);
    }
    set_busy(false);
  };
  return <Button small icon="refresh" needs="operator" busy={busy} onClick={() => void look()}>{text}</Button>;
}
