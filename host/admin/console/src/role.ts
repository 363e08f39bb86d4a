// What the person who is signed in may do. The host decides; the page only says beforehand what it would refuse.
import type { Role } from "./access_types";

const ranks: Record<Role, number> = { viewer: 0, operator: 1, administrator: 2 };
let own: Role = "viewer";

export function keep_role(role: Role): void {
  own = role;
}

export function can(role: Role | undefined): boolean {
  return !role || ranks[own] >= ranks[role];
}

// Why a control does nothing, for its tooltip; empty when it works.
export function why_not(role: Role | undefined): string {
  return !role || can(role) ? "" : `This needs the role ${role}; you are ${own}`;
}
