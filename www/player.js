// <pagelock-player link="#1/..." title="..." height="520">: a run of Pagelock inside another page. docs/embedding.md.
//
// A frame with the Pagelock page that lies beside this script, and nothing else: no request of its own, no markup made
// of text. Where this script does not run, what stands inside the element stays: best a link to the same run.

const HOME = new URL("./", import.meta.url);
const HEIGHT = { least: 200, usual: 520, most: 4000 };
const REFUSED = "This player stays empty: its link is not one to the Pagelock page that the player comes from.";

// A constructed sheet passes content policies that forbid inline styles.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { box-sizing: border-box; display: block; inline-size: 100%; border: 1px solid #767f88; border-radius: 6px; }
  p { margin: 0; }
`);

// The fragment of a link: of a bare one, or of a whole address of the page beside this script.
function fragmentOf(link) {
  if (/^#1z?\//.test(link)) {
    return link;
  }
  try {
    const { origin, pathname, hash } = new URL(link);
    const isHome = origin === HOME.origin && [HOME.pathname, `${HOME.pathname}index.html`].includes(pathname);
    return isHome && /^#1z?\//.test(hash) ? hash : undefined;
  } catch {
    return undefined;
  }
}

// The address of the frame. Of the link, its fragment alone is used.
function addressOf(link) {
  const fragment = fragmentOf(link.trim());
  if (fragment === undefined) {
    return undefined;
  }
  const address = new URL("?embed=1", HOME);
  address.hash = fragment;
  return address.href;
}

class PagelockPlayer extends HTMLElement {
  static observedAttributes = ["link", "title", "height"];

  #root = this.attachShadow({ mode: "open" });
  #frame;
  #isShown = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [SHEET];
  }

  connectedCallback() {
    if (!this.#isShown) {
      this.#isShown = true;
      this.#show();
    }
  }

  attributeChangedCallback(name) {
    if (!this.#isShown) {
      return;
    }
    if (name === "link") {
      this.#show();
    } else {
      this.#name();
    }
  }

  // A new frame for each link: another address in the same one would be an entry in the history of the page around it.
  #show() {
    const address = addressOf(this.getAttribute("link") ?? "");
    if (address === undefined) {
      this.#frame = undefined;
      const refused = document.createElement("p");
      refused.textContent = REFUSED;
      this.#root.replaceChildren(refused, document.createElement("slot"));
      return;
    }
    const frame = document.createElement("iframe");
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    // The whole page that "Open full" opens is as free as any: it may save files.
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    );
    this.#frame = frame;
    this.#name();
    frame.src = address;
    this.#root.replaceChildren(frame);
  }

  #name() {
    if (this.#frame) {
      const height = Number(this.getAttribute("height") ?? HEIGHT.usual);
      const isHeight = Number.isInteger(height) && height >= HEIGHT.least && height <= HEIGHT.most;
      this.#frame.height = isHeight ? height : HEIGHT.usual;
      this.#frame.title = this.getAttribute("title") || "A run of Pagelock";
    }
  }
}

// Two copies of this script are one too many: the first one stays.
if (!customElements.get("pagelock-player")) {
  customElements.define("pagelock-player", PagelockPlayer);
}
