// The page that a browser measures in: `globalThis.measure` is there once the wasm is.

import init from "./bench.js";
import { measure } from "./measure.js";

await init();
globalThis.measure = measure;
