// Fetches a part of Pagelock that must be exactly what was built.

// The answer, whose bytes have this checksum. What a cache has damaged is asked for once more, past the cache.
export async function part(address, integrity) {
  let failure;
  for (const cache of ["default", "reload"]) {
    try {
      return await fetch(address, { integrity, cache });
    } catch (error) {
      failure = error;
    }
  }
  // An answer with other bytes and no answer are one error; whether there is one can be asked.
  const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  if (answer === undefined) {
    throw failure;
  }
  if (answer.ok) {
    throw Object.assign(new Error(`${address} is damaged`), { damaged: true });
  }
  const text = `${address}: ${answer.status} ${answer.statusText}`;
  throw Object.assign(new Error(text), { status: answer.status });
}
