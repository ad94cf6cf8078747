// Starts the gallery.
import { mount } from "svelte";
import App from "./App.svelte";
import { preferred, speak } from "./messages/index.svelte";
import { session } from "./session/session.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no place for the gallery");
await speak(preferred());
mount(App, { target });
session.begin();

// The shell opens without a network too. Nothing of anybody's photos is kept.
if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register("./worker.js");
