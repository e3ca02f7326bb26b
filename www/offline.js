// Has the site kept for when there is no network, and says when a newer build waits. Where a browser or a host does not
// want that, the page goes on without.

const address = document.querySelector("meta[name=pagelock-offline]")?.content;
const workers = navigator.serviceWorker;
// A frame in another site's page would keep a copy of its own for each such site, and would ask its readers to update.
const isPlayer = window !== window.top || new URLSearchParams(location.search).has("embed");

async function keep() {
  const script = new URL(address, document.baseURI);
  const registration = await workers.register(script, { updateViaCache: "none" });
  const tell = () => {
    if (registration.active !== null && registration.waiting !== null) {
      dispatchEvent(new Event("pagelock-update"));
    }
  };
  const watch = () => registration.installing?.addEventListener("statechange", tell);
  registration.addEventListener("updatefound", watch);
  watch();
  tell();
  // The visitor has agreed.
  addEventListener("pagelock-take-over", () => {
    if (registration.waiting === null) {
      // Another tab was quicker.
      location.reload();
      return;
    }
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("take over");
  });
}

// After the page has all it needs, so that nothing waits for this.
if (address !== undefined && workers !== undefined && !isPlayer) {
  addEventListener("pagelock-up", () => keep().catch(() => {}), { once: true });
}
