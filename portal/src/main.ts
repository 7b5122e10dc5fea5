/**
 * The door. Whoever is to sign in first is sent to the issuer before the app is there: on a slow phone it would only be
 * started to be left again.
 */
import { expect, open, signIn } from "./session/issuer";
import "./style/base.css";

/** An issuer that takes longer leaves nobody before an empty page. */
const PATIENCE_MS = 4000;
const path = location.pathname.replace(/^\/portal/, "");

let started = false;

async function start(): Promise<void> {
  if (started) return;
  started = true;
  await (await import("./app")).start();
}

if (open(path)) {
  if (path === "/signed-in") expect();
  void start();
} else {
  setTimeout(() => void start(), PATIENCE_MS);
  // The app asks once more, and says so if it fails.
  signIn(path + location.search + location.hash).catch(start);
}
