import { mount } from "svelte";
import App from "./frame/App.svelte";
import { applyStoredTheme } from "./frame/theme";
import "./frame/page.css";

applyStoredTheme();

const target = document.getElementById("page");
if (target) mount(App, { target });
