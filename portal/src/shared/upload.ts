/** A file on its way, with how much of it has gone: what `fetch` cannot tell. */
import { also, newKey, Offline } from "@/api/http";
import { expired, token } from "@/session/session";
import { language } from "@/words";

const TRIES = 3;

/** Resolves with the service's answer, throws its problem; a try that the network loses is repeated under the same key. */
export async function upload<T>(path: string, file: Blob, gone: (share: number) => void): Promise<T> {
  const key = newKey();
  for (let left = TRIES; ; left--) {
    const { status, body } = await once(path, file, key, gone);
    if (status >= 200 && status < 300) return body as T;
    if (status === 401) expired.value = true;
    if (status !== 0 && status < 502) throw body;
    if (left <= 1) throw status === 0 ? new Offline() : body;
    await new Promise((done) => setTimeout(done, 600 * (TRIES - left + 1)));
  }
}

function once(path: string, file: Blob, key: string, gone: (share: number) => void): Promise<{ status: number; body: unknown }> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    // What goes with each request goes with this one.
    const asked = new Request(path);
    also.to?.(asked);
    const county = asked.headers.get("X-County");
    if (county !== null) request.setRequestHeader("X-County", county);
    request.setRequestHeader("Authorization", `Bearer ${token() ?? ""}`);
    request.setRequestHeader("Accept-Language", language());
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) gone(event.loaded / event.total);
    };
    // Status 0: the network is away.
    request.onloadend = () => {
      let body: unknown = request.responseText;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // A proxy's own words.
      }
      done({ status: request.status, body });
    };
    request.send(file);
  });
}
