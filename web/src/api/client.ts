import type { paths } from "./schema";

/** A refused or failed request. `code` is a problem's code, or `network` when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly help = "",
    readonly status = 0,
  ) {
    super(message);
  }
}

export const isStopped = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>;
export interface Options {
  query?: Query;
  /** Parts of the path: `{id}` is filled from `path.id`. */
  path?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

type Json<R> = R extends { content: { "application/json": infer T } } ? T : never;
type Success<R> = R extends { 200: infer A } ? Json<A> : R extends { 202: infer B } ? Json<B> : R extends { 201: infer C } ? Json<C> : never;
type With<M extends string> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Answer<P extends keyof paths, M extends string> = paths[P] extends Record<M, { responses: infer R }> ? Success<R> : never;

type Listener = (reachable: boolean) => void;
const listeners = new Set<Listener>();

/** Tells whenever a request found the server there, or found nobody. */
export function onReach(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const tell = (reachable: boolean): void => listeners.forEach((listener) => listener(reachable));

export function url(path: string, { path: parts = {}, query = {} }: Options = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ""));
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value)) value.forEach((one: string) => pairs.append(key, one));
    else pairs.append(key, String(value));
  }
  const text = pairs.toString();
  return text ? `${filled}?${text}` : filled;
}

/** Sends a request and gives the response when it is no refusal. */
export async function send(method: string, path: string, options: Options = {}): Promise<Response> {
  const { body, signal } = options;
  const raw = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(url(path, options), {
      method: method.toUpperCase(),
      signal: signal ?? null,
      ...(body === undefined
        ? {}
        : {
            body: raw ? body : JSON.stringify(body),
            headers: { "Content-Type": raw ? "application/octet-stream" : "application/json" },
          }),
    });
  } catch (error) {
    if (isStopped(error)) throw error;
    tell(false);
    throw new ApiError("network", String(error));
  }
  tell(true);
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { code, message, help } = (await response.json()) as { code: string; message: string; help?: string };
    return new ApiError(code ?? `HTTP ${response.status}`, message, help ?? "", response.status);
  } catch {
    return new ApiError(`HTTP ${response.status}`, response.statusText, "", response.status);
  }
}

async function json<T>(method: string, path: string, options?: Options): Promise<T> {
  const response = await send(method, path, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Requests by the paths of the OpenAPI document; answers have its types. */
export const api = {
  get: <P extends With<"get">>(path: P, options?: Options) => json<Answer<P, "get">>("get", path, options),
  post: <P extends With<"post">>(path: P, options?: Options) => json<Answer<P, "post">>("post", path, options),
  put: <P extends With<"put">>(path: P, options?: Options) => json<Answer<P, "put">>("put", path, options),
  delete: async <P extends With<"delete">>(path: P, options?: Options) => {
    await send("delete", path, options);
  },
};

/** Whether a route is not there: an older server, or one that is being built. */
export const isAbsent = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === "PW7005" || error.code === "PW7009" || error.code === "HTTP 404");
