import { createApp } from "vue";
import App from "./App.vue";
import { router } from "./routes";
import "./style/base.css";
import { show } from "./words";

show();
createApp(App).use(router).mount("#app");
