//! A worker with little memory: its WebAssembly with a smaller bound in the section that declares the memory.

/// Pages of 64 KiB in a MiB.
const PAGES_IN_MIB: u32 = 16;

/// Id of the section that declares memories.
const MEMORY: u8 = 5;

/// The module, whose memory never has more MiB than this.
pub(crate) fn with_memory_max(wasm: &[u8], mib: u32) -> Vec<u8> {
    let mut out = wasm[..8].to_vec();
    let mut at = 8;
    let mut found = 0;
    while at < wasm.len() {
        let id = wasm[at];
        let (len, start) = number(wasm, at + 1);
        let end = start + len as usize;
        if id == MEMORY {
            found += 1;
            // One memory: flags, which say whether there is a bound, then the pages it begins with.
            assert_eq!(wasm[start], 1);
            let (min, _) = number(wasm, start + 2);
            assert!(min <= mib * PAGES_IN_MIB, "it begins with {min} pages");
            let mut body = vec![1, 1];
            push_number(&mut body, min);
            push_number(&mut body, mib * PAGES_IN_MIB);
            out.push(id);
            push_number(&mut out, u32::try_from(body.len()).expect("it is short"));
            out.extend(body);
        } else {
            out.extend(&wasm[at..end]);
        }
        at = end;
    }
    assert_eq!(found, 1, "the module has a memory of its own");
    out
}

/// A number at a place, seven bits in each byte, and the place behind it.
fn number(wasm: &[u8], mut at: usize) -> (u32, usize) {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = wasm[at];
        at += 1;
        value |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return (value, at);
        }
    }
}

fn push_number(out: &mut Vec<u8>, mut value: u32) {
    loop {
        let low = u8::try_from(value & 0x7f).expect("seven bits");
        value >>= 7;
        out.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}
