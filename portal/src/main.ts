import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./routes";
import "./style/base.css";
import { begin } from "./words";

void begin().then(() => createApp(App).use(router).mount("#app"));
