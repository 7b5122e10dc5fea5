/** Where what a notice asks for is done, of the platform's paths that notices name and that are no proposal's. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^\/evaluation\/mutual-reviews\/([^/?]+)$/, "/mutual/$1"],
  [/^\/supervision\/process-talks\/([^/?]+)$/, "/process-talks/$1"],
  [/^\/supervision\/deadlines\/([^/?]+)$/, "/handling/$1"],
  [/^\/submission\/bookings\/([^/?]+)$/, "/bookings/$1"],
];

export function pageOf(link: string): string | null {
  const found = PAGES.find(([path]) => path.test(link));
  return found ? link.replace(...found) : null;
}
