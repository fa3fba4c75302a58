import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { firstLanguage, speak } from "./lib/i18n.svelte";
import { plant } from "./lib/plant.svelte";

void plant.load();
// Another language than English is fetched first, so that the page does not change its words under the reader.
await speak(firstLanguage());
const target = document.getElementById("app");
if (target) mount(App, { target });
