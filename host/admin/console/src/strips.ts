// The strips of connections and of regions that lists show. Read after the list itself has been drawn, only those that are not
// known, and kept: a list that grows does not lose what it had.
import { status_api } from "./status_api";
import type { BadgeStrip } from "./status_types";
import { useKeptResource, useResource, when_forgotten } from "./store";

const quiet_ms = 30_000; // days do not change by the second
const at_once = 100; // connections in one request; the host takes 200

interface Known {
  strip: BadgeStrip | undefined; // nothing: nobody has looked at it yet
  read_at: number;
}
const known = new Map<string, Known>();
when_forgotten(() => known.clear());

const when_idle = () => new Promise<void>((done) => {
  if ("requestIdleCallback" in window) window.requestIdleCallback(() => done(), { timeout: 500 });
  else setTimeout(done, 50);
});

async function read_unknown(ids: string[]): Promise<number> {
  await when_idle();
  const old = Date.now() - quiet_ms;
  const wanted = ids.filter((id) => (known.get(id)?.read_at ?? 0) <= old);
  for (let from = 0; from < wanted.length; from += at_once) {
    const part = wanted.slice(from, from + at_once);
    const found = new Map((await status_api.strips(part)).items.map((one) => [one.connection_id, one]));
    for (const id of part) known.set(id, { strip: found.get(id), read_at: Date.now() });
  }
  return wanted.length;
}

export type StripOf = (connection: string) => BadgeStrip | undefined;

export function useStrips(ids: string[]): StripOf {
  useResource(`strips:${ids.join(",")}`, ids.map((id) => `connection:${id}`), () => read_unknown(ids), quiet_ms);
  return (id) => known.get(id)?.strip;
}

// Of every region that the filters leave, whatever its size.
export function useRegionStrips(filters: Record<string, string | undefined>): (channel: string, region: string) => BadgeStrip | undefined {
  const list = useKeptResource(`region-strips:${JSON.stringify(filters)}`, ["connections"], async () => {
    await when_idle();
    return status_api.region_strips(filters);
  }, quiet_ms);
  return (channel, region) => list.data?.items.find((one) => one.channel === channel && one.region === region);
}
