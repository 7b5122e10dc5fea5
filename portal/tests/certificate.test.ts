import { describe, expect, it } from "vitest";
import { pemOf } from "@/supervision/certificate";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));

describe("a certificate's file", () => {
  it("in PEM stays as it is, with its issuers behind it", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".repeat(2);
    expect(pemOf(bytes(pem))).toBe(pem);
  });

  it("in bare bytes becomes PEM, whatever the bytes are", () => {
    const der = Uint8Array.from({ length: 300 }, (_, place) => place % 256);
    const pem = pemOf(der).split("\n");
    expect(pem[0]).toBe("-----BEGIN CERTIFICATE-----");
    expect(pem.at(-2)).toBe("-----END CERTIFICATE-----");
    expect(pem.every((line) => line.length <= 64)).toBe(true);
    expect(Uint8Array.from(atob(pem.slice(1, -2).join("")), (one) => one.charCodeAt(0))).toEqual(der);
  });
});
