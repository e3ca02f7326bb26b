// Keeps one build of the site for when there is no network, and never mixes it with another.
//
// Everything it keeps is listed here with its checksum, and is fetched before this build counts as installed. The page
// is always that of this build. All other files have a hash in their name, so what is kept under a name is right for
// every page that asks for it, of whichever build that page is. A newer build waits until the visitor has agreed, or
// until no page of the site is open; what older builds have kept goes when none of their pages can be open any more.

const BUILD = "@BUILD@";
const FILES = @FILES@;

const scope = self.registration.scope;
const PREFIX = `pagelock ${scope} `;
const CACHE = PREFIX + BUILD;
const address = (name) => new URL(name, scope).href;
const PAGE = address("./");
const KEPT = new Set(FILES.map(([name]) => address(name)));

async function keep() {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache, which may have the page of another build.
  await cache.addAll(FILES.map(([name, integrity]) => new Request(address(name), { integrity, cache: "no-cache" })));
}

// Other builds' files, unless a page is open that may want them.
async function tidy() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.some((page) => page.url.startsWith(scope))) {
    return;
  }
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The page from this build; any other file from the build that has it.
async function kept(url) {
  const cache = await caches.open(CACHE);
  const own = await cache.match(url, { ignoreVary: true });
  if (own !== undefined || url === PAGE) {
    return own;
  }
  const names = await caches.keys();
  for (const name of names.filter((name) => name.startsWith(PREFIX))) {
    const found = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function answer(request, url) {
  return (await kept(url)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(keep()));

addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  }
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = "";
  url.search = "";
  if (url.href === address("index.html")) {
    url.href = PAGE;
  }
  const isPage = request.mode === "navigate" && url.href === PAGE;
  if (isPage) {
    event.waitUntil(tidy());
  }
  // What is not kept, such as the plain pages of the scenarios, goes to the network as if this were not here. Files of
  // older builds have no list here, but they lie in one folder with ours.
  const isAsset = url.href.startsWith(address("assets/"));
  if (request.method === "GET" && (isPage || isAsset || KEPT.has(url.href)) && request.cache !== "reload") {
    event.respondWith(answer(request, url.href));
  }
});
