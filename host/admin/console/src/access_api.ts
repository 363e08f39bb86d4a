// One function per request about sessions, people and API tokens.
import type { ApiToken, OneTimeLink, Role, Scope, Session, SessionInfo, User } from "./access_types";
import { call } from "./api_client";
import type { Page } from "./api_types";

const user_path = (id: string) => `/users/${encodeURIComponent(id)}`;

export type Proof = { code: string } | { token: string } | { name: string; password: string };

export const access_api = {
  session: () => call<Session>("GET", "/session"),
  sign_in: (proof: Proof) => call<Session>("POST", "/session", { body: proof }),
  sign_out: () => call<void>("DELETE", "/session"),
  set_up: (code: string, name: string, password: string) =>
    call<Session>("POST", "/setup", { body: { code, name, password } }),

  sessions: () => call<Page<SessionInfo>>("GET", "/sessions"),
  end_session: (id: string) => call<void>("DELETE", `/sessions/${encodeURIComponent(id)}`),
  end_sessions: (user = "") => call<{ ended: number }>("DELETE", "/sessions", { query: { user } }),

  users: () => call<Page<User>>("GET", "/users"),
  add_user: (name: string, role: Role) => call<User>("POST", "/users", { body: { name, role } }),
  change_user: (user: User, body: { role?: Role; disabled?: boolean }) =>
    call<User>("PATCH", user_path(user.id), { body, version: user.version }),
  remove_user: (id: string) => call<void>("DELETE", user_path(id)),
  set_password: (id: string, password: string, current_password: string) =>
    call<User>("POST", `${user_path(id)}/password`, { body: current_password ? { password, current_password } : { password } }),
  user_link: (id: string) => call<OneTimeLink>("POST", `${user_path(id)}/signin-link`),

  tokens: () => call<Page<ApiToken>>("GET", "/api-tokens"),
  make_token: (name: string, scopes: Scope[], expires_at: string | null) =>
    call<ApiToken & { token: string; calendar_url?: string }>("POST", "/api-tokens", { body: expires_at ? { name, scopes, expires_at } : { name, scopes } }),
  revoke_token: (id: string) => call<void>("DELETE", `/api-tokens/${encodeURIComponent(id)}`),
};
