// Talks to /api/v1. Every failure becomes an ApiError with code, cause and hint; nothing is retried in silence.

import type { Problem } from "./types";

export const BASE = "/api/v1";
const TOKEN_KEY = "entrepot.token";

export class ApiError extends Error implements Problem {
  constructor(
    readonly code: string,
    override readonly cause: string,
    readonly hint: string | null,
    readonly status: number,
    readonly zh: Problem["zh"] = null,
    readonly at: Problem["at"] = null,
  ) {
    super(cause);
  }
}

function headers(): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN_KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function setToken(token: string): void {
  sessionStorage.setItem(TOKEN_KEY, token);
}

function problem(status: number, body: unknown): ApiError {
  const error = (body as { error?: Partial<Problem> } | null)?.error;
  return new ApiError(error?.code ?? `http_${status}`, error?.cause ?? `HTTP ${status}`, error?.hint ?? null, status, error?.zh ?? null, error?.at ?? null);
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${BASE}${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("network", String(error), null, 0);
  }
  if (!response.ok) throw problem(response.status, await response.json().catch(() => null));
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, { headers: { Accept: "application/json", ...headers() }, signal: signal ?? null });
  return (await response.json()) as T;
}

export async function getBlob(path: string): Promise<Blob> {
  return (await request(path, { headers: headers() })).blob();
}

export async function send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const form = body instanceof FormData;
  const response = await request(path, {
    method,
    headers: { ...headers(), ...(body !== undefined && !form ? { "Content-Type": "application/json" } : {}) },
    body: body === undefined ? null : form ? body : JSON.stringify(body),
    signal: signal ?? null,
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Sends files and tells how much has left; fetch cannot. */
export function upload<T>(path: string, form: FormData, progress: (sent: number, total: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open("POST", `${BASE}${path}`);
    for (const [name, value] of Object.entries(headers())) xhr.setRequestHeader(name, value);
    xhr.responseType = "json";
    xhr.upload.onprogress = (event) => progress(event.loaded, event.total);
    xhr.onerror = () => reject(new ApiError("network", "", null, 0));
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(xhr.response as T);
      else reject(problem(xhr.status, xhr.response));
    };
    xhr.send(form);
  });
}

/** Error bodies may also arrive inside a job. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error;
  if (typeof error === "object" && error !== null && "code" in error && "cause" in error) return error as Problem;
  return { code: "unexpected", cause: error instanceof Error ? error.message : String(error), hint: null };
}
