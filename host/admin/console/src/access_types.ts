// Who is signed in, people and API tokens, as docs/reference/rest.md promises them. Unknown members are ignored.
import type { Time } from "./api_types";

export type Role = "viewer" | "operator" | "administrator";
export type Scope = "read" | "sync" | "manage" | "admin" | "calendar";
export type SignInMethod = "password" | "link" | "token" | "bearer";

export interface Session {
  actor: string;
  user: { id: string; name: string; has_password: boolean } | null; // null: the host's own link or token
  role: Role;
  method: SignInMethod;
  csrf_token: string;
  expires_at: Time;
  setup_open: boolean; // there is no user yet
}

export interface User {
  id: string;
  name: string;
  role: Role;
  disabled: boolean;
  has_password: boolean;
  created_at: string;
  created_by: string;
  signed_in_at: Time;
  sessions: number;
  version: number;
}

export interface SessionInfo {
  id: string;
  user_id: string | null;
  actor: string;
  current: boolean;
  method: SignInMethod;
  peer: string;
  client: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
}

export interface ApiToken {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  state: "active" | "expired" | "revoked";
  created_by: string;
  created_at: string;
  expires_at: Time;
  last_used_at: Time;
  revoked_at: Time;
}

export interface OneTimeLink {
  url: string;
  expires_at: string;
}
