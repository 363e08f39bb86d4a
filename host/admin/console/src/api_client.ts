// Talks to the REST API. Every failure becomes an ApiError with words for people; nothing here knows about the page.
import type { Session } from "./access_types";

export interface FieldProblem {
  pointer: string;
  message: string;
}

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: no answer
    readonly code: string,
    readonly detail: string,
    readonly hint: string,
    readonly request_id: string,
    readonly fields: FieldProblem[] = [],
  ) {
    super(detail);
  }
}

const base = "/api/v1";
let csrf_token = "";
let on_signed_out: () => void = () => undefined;

export function keep_session(session: Session | null): void {
  csrf_token = session?.csrf_token ?? "";
}

export function when_signed_out(listener: () => void): void {
  on_signed_out = listener;
}

export type Query = Record<string, string | number | string[] | undefined | null>;

export function url_of(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach((one) => search.append(name, one));
    else if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return base + path + (text ? `?${text}` : "");
}

interface Options {
  query?: Query;
  body?: unknown;
  version?: number; // sent as If-Match: refuse when somebody else has changed it
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") {
    headers["Content-Type"] = "application/json";
    if (csrf_token) headers["X-CSRF-Token"] = csrf_token;
  }
  if (options.version !== undefined) headers["If-Match"] = `"${options.version}"`;
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (method !== "GET") init.body = JSON.stringify(options.body ?? {});
  let answer: Response;
  try {
    answer = await fetch(url_of(path, options.query), init);
  } catch {
    throw new ApiError(0, "no_answer", "Mooring does not answer.",
      "Check that the host is running. The console tries again by itself.", "");
  }
  if (answer.ok) return await read_body<T>(answer);
  const problem = await read_problem(answer);
  if (answer.status === 401 && path !== "/session" && path !== "/setup") on_signed_out();
  throw problem;
}

// A file of the API, with word of how much has come.
export async function download(path: string, query: Query, on_bytes: (bytes: number) => void): Promise<{ blob: Blob; name: string }> {
  let answer: Response;
  try {
    answer = await fetch(url_of(path, query), { credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new ApiError(0, "no_answer", "Mooring does not answer.", "Check that the host is running, then try again.", "");
  }
  if (!answer.ok || !answer.body) throw await read_problem(answer);
  const parts: BlobPart[] = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      on_bytes((bytes += part.value.length));
    }
  } catch {
    throw new ApiError(0, "no_answer", "The file broke off.", "Try again.", answer.headers.get("X-Request-Id") ?? "");
  }
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "mooring";
  return { blob: new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" }), name };
}

async function read_body<T>(answer: Response): Promise<T> {
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    throw new ApiError(answer.status, "bad_answer", "The answer of the host could not be read.",
      "Something between the browser and Mooring may have changed it: a proxy, for example. Reload the page.",
      answer.headers.get("X-Request-Id") ?? "");
  }
}

async function read_problem(answer: Response): Promise<ApiError> {
  const request_id = answer.headers.get("X-Request-Id") ?? "";
  let body: Record<string, unknown> = {};
  try {
    body = (await answer.json()) as Record<string, unknown>;
  } catch {
    // Not from our API: the status must do.
  }
  const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  const detail = text("detail") || text("title") || `The host refused the request (status ${answer.status}).`;
  const fields = Array.isArray(body["errors"]) ? (body["errors"] as FieldProblem[]) : [];
  return new ApiError(answer.status, text("code") || "unknown", detail, text("hint"),
    text("request_id") || request_id, fields);
}

export function as_api_error(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(0, "console_error", "The console made a mistake.", "Reload the page.", "");
}
