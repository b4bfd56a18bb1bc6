// The second document: it may reach endpoints, so it is apart from the first, which reaches none.

import { mount } from "svelte";
import "../frame/page.css";
import { applyStoredTheme } from "../frame/theme";
import Endpoint from "./Endpoint.svelte";

applyStoredTheme();

const target = document.getElementById("page");
if (target) mount(Endpoint, { target });
