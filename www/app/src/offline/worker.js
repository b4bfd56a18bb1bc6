// The service worker: keeps the files of one version of the page, so that it works without a network. The build
// fills in what stands in capitals. A newer version waits until no page of the older one is open, since that one
// may still ask for its own files.

const CACHE = `scimproof-${"VERSION"}`;
const FILES = ["FILES"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  const leave = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("scimproof-") && name !== CACHE).map((name) => caches.delete(name)));
  };
  event.waitUntil(leave());
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || new URL(url).origin !== self.location.origin) return;
  const answer = async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(event.request, { ignoreSearch: event.request.mode === "navigate" })) ?? fetch(event.request);
  };
  event.respondWith(answer());
});
