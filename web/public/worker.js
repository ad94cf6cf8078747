// Keeps the shell of the gallery, so that it opens without a network. It must never keep anything of anybody's photos,
// nor any answer of the server: those are fetched anew each time.
const SHELL = ["./"];

// Another build has other names in it, and so another cache.
const CACHE = `shell ${SHELL.join(" ")}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell ") && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = `.${new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length - 1)}`;
  if (request.method !== "GET" || !SHELL.includes(name)) return;
  // The page itself is asked for first, so that a new version is seen at once; what it names never changes.
  const kept = () => caches.match(name, { cacheName: CACHE });
  if (name === "./") event.respondWith(fetch(request).catch(kept));
  else event.respondWith(kept().then((found) => found ?? fetch(request)));
});
