import { mount } from "svelte";
import App from "./App.svelte";
import "./tokens.css";
import "./console.css";
import "./print.css";
import { preparePaper } from "./lib/paper";

preparePaper();

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

export default mount(App, { target });
