// A link that lets somebody in once: shown once, to be passed on.
import type { OneTimeLink } from "../access_types";
import { Copyable, Note } from "../components/basics";
import { absolute } from "../format";

export function LinkBox({ name, link }: { name: string; link: OneTimeLink }) {
  return (
    <Note tone="green" title={`Give this link to ${name}`}>
      <Copyable text={link.url} what="link"><code class="break">{link.url}</code></Copyable>
      <p>It works once, until {absolute(link.expires_at)}, and is not shown again. Whoever has it signs in as {name}: pass it on by a way that only they read.</p>
    </Note>
  );
}
