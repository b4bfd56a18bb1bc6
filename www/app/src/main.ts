import { mount } from "svelte";
import App from "./frame/App.svelte";
import { applyStoredTheme } from "./frame/theme";
import "./frame/page.css";

applyStoredTheme();

const target = document.getElementById("page");
if (target) mount(App, { target });

// Kept for when there is no network. Without it the page works as long as there is one.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  addEventListener("load", () => void navigator.serviceWorker.register("./sw.js").catch(() => {}));
}
