import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/frame.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { firstLanguage, speak } from "./lib/i18n.svelte";
import { plant } from "./lib/plant.svelte";

void plant.load();
// Another language than English is fetched first, so that the page does not change its words under the reader.
await speak(firstLanguage());
await painted();
const target = document.getElementById("app");
// The frame of the document itself gives way to the real one.
target?.replaceChildren();
if (target) mount(App, { target });

/** The next frame, which building the page would hold up; a page that nobody sees draws none. */
function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
}
