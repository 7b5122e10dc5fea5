/** The file of a certificate as the service reads it: issuers hand out PEM and, as often, the bare bytes (.cer). */
export function pemOf(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  const lines = btoa(text).match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
