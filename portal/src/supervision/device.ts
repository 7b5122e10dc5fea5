/** The member's own device: WebAuthn, and what its refusals mean. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";

export { browserSupportsWebAuthn };

type Creation = Parameters<typeof startRegistration>[0]["optionsJSON"];
type Request = Parameters<typeof startAuthentication>[0]["optionsJSON"];

/** The holder of the device cancelled, or let it wait for too long. */
export class Cancelled extends Error {}

async function asked<T>(asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    const name = error instanceof WebAuthnError && error.cause instanceof Error ? error.cause.name : error instanceof Error ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError") throw new Cancelled();
    throw error;
  }
}

export const create = (options: Record<string, unknown>) =>
  asked(startRegistration({ optionsJSON: options as unknown as Creation }));

export const sign = (options: Record<string, unknown>) =>
  asked(startAuthentication({ optionsJSON: options as unknown as Request }));
