import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./routes";
import { begin } from "./words";

export async function start(): Promise<void> {
  await begin();
  createApp(App).use(router).mount("#app");
}
