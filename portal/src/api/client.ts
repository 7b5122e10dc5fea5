/** What sends for the generated functions, and the types that they are written in. */
/* eslint-disable @typescript-eslint/no-unused-vars -- the generated functions name more type parameters than are asked for */
import { send } from "./http";

export interface TDataShape {
  body?: unknown;
  headers?: unknown;
  path?: unknown;
  query?: unknown;
  url: string;
}

export interface ClientOptions {
  baseUrl?: string;
}

export type ClientMeta = Record<never, never>;
export type Config<T extends ClientOptions = ClientOptions> = Pick<T, "baseUrl"> & { throwOnError?: true };
/** What a caller gives: what the route takes. */
export type Options<T extends TDataShape, _ThrowOnError extends boolean = true, _Response = unknown> = Omit<T, "url">;

type Answer<T> = T extends Record<string, unknown> ? T[keyof T] : T;
/** An answer that is none throws what the service said: a problem, as a rule. */
export type RequestResult<T = unknown, _Error = unknown, _ThrowOnError extends boolean = true> = Promise<{
  data: Answer<T>;
  response: Response;
}>;

interface Asked {
  url: string;
  path?: unknown;
  query?: unknown;
  headers?: unknown;
  body?: unknown;
  /** Null: the body is a file, sent as it is. */
  bodySerializer?: null;
  security?: unknown;
}

type Method = <T, E = unknown, ThrowOnError extends boolean = true>(asked: Asked) => RequestResult<T, E, ThrowOnError>;
export type Client = Record<"get" | "post" | "put" | "delete", Method>;

export const createConfig = <T extends ClientOptions>(config: Config<T>): Config<T> => config;

const entries = (of: unknown): [string, unknown][] => Object.entries(of ?? {}).filter(([, one]) => one != null);

function address(base: string, asked: Asked): string {
  let url = base + asked.url;
  for (const [name, one] of entries(asked.path)) url = url.replace(`{${name}}`, encodeURIComponent(String(one)));
  const query = new URLSearchParams();
  for (const [name, one] of entries(asked.query))
    for (const single of Array.isArray(one) ? one : [one]) query.append(name, String(single));
  const said = query.toString();
  return said ? `${url}?${said}` : url;
}

async function read(response: Response): Promise<unknown> {
  const type = response.headers.get("Content-Type") ?? "";
  if (!/json|^text\//.test(type) && response.ok) return response.blob();
  const text = await response.text();
  try {
    return text ? (JSON.parse(text) as unknown) : {};
  } catch {
    return text;
  }
}

export function createClient({ baseUrl = "" }: Config): Client {
  const by =
    (method: string): Method =>
    async <T>(asked: Asked) => {
      const headers = new Headers();
      for (const [name, one] of entries(asked.headers)) headers.set(name, String(one));
      if (asked.body === undefined) headers.delete("Content-Type");
      const raw = asked.bodySerializer === null || asked.body === undefined;
      const body = raw ? (asked.body as BodyInit | undefined) : JSON.stringify(asked.body);
      const url = new URL(address(baseUrl, asked), location.href);
      const response = await send(new Request(url, { method, headers, body }));
      const data = await read(response);
      if (!response.ok) throw data;
      return { data: data as Answer<T>, response };
    };
  return { get: by("GET"), post: by("POST"), put: by("PUT"), delete: by("DELETE") };
}
