// Status beyond one badge, for the mock server: groups, days, and a small playbook.
const severity = { connected: "green", stale: "amber", sync_error: "amber", expired: "red", revoked: "red", not_connected: "neutral" };
const titles = { connected: "Connected", stale: "Stale", sync_error: "Sync error", expired: "Expired", revoked: "Revoked", not_connected: "Not connected" };
const worst_first = ["revoked", "expired", "sync_error", "stale", "not_connected", "connected"];
const day_ms = 86_400_000;

function group(kind, members, channel, region, title, workspace = "default") {
  const counts = {};
  for (const one of members) counts[one.status.badge] = (counts[one.status.badge] ?? 0) + 1;
  const badge = worst_first.find((one) => counts[one]) ?? "not_connected";
  return { kind, workspace, channel, region, title, badge, badge_title: titles[badge], severity: severity[badge], with_worst: counts[badge] ?? 0,
    members: members.length, counts, oldest_success_at: members.map((one) => one.status.last_success_at).filter(Boolean).sort()[0] ?? null };
}

export function groups_of(connections) {
  const items = [...new Set(connections.map((one) => one.workspace))].map((name) => group("workspace", connections.filter((one) => one.workspace === name), "", "", name, name));
  for (const channel of [...new Set(connections.map((one) => one.channel))]) {
    const of_channel = connections.filter((one) => one.channel === channel);
    items.push(group("channel", of_channel, channel, "", of_channel[0].channel_name));
    for (const region of [...new Set(of_channel.map((one) => one.region))]) {
      const of_region = of_channel.filter((one) => one.region === region);
      items.push(group("region", of_region, channel, region, `${of_region[0].channel_name}, ${of_region[0].region_name}`));
    }
  }
  return items;
}

// Always the same strip for the same connection: watched for 60 days, with an outage, an expiry and the badge of now.
export function badge_days_of(connection, days, now) {
  const today = Math.floor(now / day_ms);
  let known_s = 0, connected_s = 0;
  const items = Array.from({ length: days }, (_, index) => {
    const age = days - 1 - index, day = new Date((today - age) * day_ms).toISOString().slice(0, 10);
    if (age >= 60) return { day, badge: null, seconds: {} };
    const whole = age === 0 ? Math.floor((now % day_ms) / 1000) : 86_400;
    const seconds = age === 0 ? { [connection.status.badge]: whole } : age === 33 ? { sync_error: 7_200, connected: whole - 7_200 }
      : age === 12 ? { expired: 30_000, stale: 4_000, connected: whole - 34_000 } : age === 47 ? { stale: 18_000, connected: whole - 18_000 } : { connected: whole };
    known_s += whole;
    connected_s += seconds.connected ?? 0;
    return { day, badge: worst_first.find((one) => seconds[one]) ?? null, seconds };
  });
  return { connection_id: connection.id, connected_share: known_s ? connected_s / known_s : null, known_s, days: items };
}

function spans_of(badges) {
  const spans = [];
  for (const badge of badges) {
    if (spans.at(-1)?.badge === badge) spans.at(-1).days += 1;
    else spans.push({ badge, days: 1 });
  }
  return spans;
}

export function badge_strips_of(connections, by, days, now) {
  const strip = (members, names) => {
    const all = members.map((one) => badge_days_of(one, days, now));
    const badges = all[0].days.map((_, at) => worst_first.find((badge) => all.some((one) => one.days[at].badge === badge)) ?? null);
    return { ...names, first_day: all[0].days[0].day, known_days: badges.filter(Boolean).length, connected_share: all.reduce((sum, one) => sum + one.connected_share, 0) / all.length, spans: spans_of(badges) };
  };
  if (by !== "region") return connections.map((one) => strip([one], { connection_id: one.id }));
  const place = (one) => `${one.channel} ${one.region}`;
  return [...new Set(connections.map(place))].map((name) => connections.filter((one) => place(one) === name)).map((members) => strip(members, { channel: members[0].channel, region: members[0].region, members: members.length }));
}

const entry = (cause, title, what_happened, you_can, ticket = true) => ({ cause, general: cause, channel: null, title, what_happened,
  mooring_does: "It tries again with growing pauses and continues at the last commit. Nothing is lost.", you_can,
  ticket_when: ticket ? "If it goes on for more than two hours while others work." : "", ticket_paste: ticket ? "The request id, the operation and the time in UTC." : "", ticket_url: "" });

export const playbook = [
  entry("grant_revoked", "Access was withdrawn", "The account's owner withdrew the permission that this connection used.", "Ask the owner whether it was meant, then reconnect."),
  entry("grant_rejected", "The authorization is no longer accepted", "The provider refused the refresh token, twice.", "Reconnect with the same account."),
  entry("server", "The provider has a fault", "The provider answered that the error is on its own side.", "Usually nothing. See whether other connections have it too."),
  entry("throttled", "The provider asks to slow down", "More was asked for than the provider allows at present.", "Usually nothing."),
  entry("stale", "The data is getting old", "The last success of a stream is longer ago than its threshold.", "See what the stream waits for.", false),
  entry("not_connected", "Not connected", "There is no authorization in use.", "Connect.", false),
];

export const cause_of = { connected: "", stale: "stale", sync_error: "server", expired: "grant_rejected", revoked: "grant_revoked", not_connected: "not_connected" };
