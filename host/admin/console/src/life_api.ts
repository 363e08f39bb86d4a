// The requests about a connection's accounts, links and checkups, and about what ends.
import { call } from "./api_client";
import type { Page } from "./api_types";
import type { Checklist } from "./checklist_types";
import type { CheckupReport, ConnectionAccounts, Endings, ReconnectLink } from "./life_types";

const id_path = (id: string) => `/connections/${encodeURIComponent(id)}`;

export const life_api = {
  accounts: (id: string) => call<ConnectionAccounts>("GET", `${id_path(id)}/accounts`),
  links: (id: string) => call<Page<ReconnectLink>>("GET", `${id_path(id)}/reconnect-links`),
  make_link: (id: string, expires_in_s: number) => call<ReconnectLink>("POST", `${id_path(id)}/reconnect-links`, { body: { expires_in_s } }),
  revoke_link: (id: string, link: string) => call<void>("DELETE", `${id_path(id)}/reconnect-links/${encodeURIComponent(link)}`),
  checkup: (id: string) => call<CheckupReport>("POST", `${id_path(id)}/checkup`),
  checklist: (id: string) => call<Checklist>("GET", `${id_path(id)}/checklist`),
  endings: () => call<Endings>("GET", "/expiries"),
};
