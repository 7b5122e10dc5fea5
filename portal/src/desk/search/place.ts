/** The search in the header: an application of its own, so that no member's page carries so much as the place for it. */
import { createApp } from "vue";
import type { Router } from "vue-router";
import SearchBox from "./SearchBox.vue";

/** Gives back what takes it away again. */
export function placeSearch(router: Router): () => void {
  const place = document.createElement("div");
  place.style.display = "contents";
  document.querySelector("header.top .name")?.after(place);
  const app = createApp(SearchBox).use(router);
  app.mount(place);
  return () => {
    app.unmount();
    place.remove();
  };
}
